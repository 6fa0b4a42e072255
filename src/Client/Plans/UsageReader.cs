using System.Collections.Frozen;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;

namespace BudgetMesh.Client;

/// <summary>Reads token counts out of providers' answers, each deployment's in its provider's way.</summary>
internal sealed class UsageReader
{
    private readonly PriceBook _prices;
    private readonly FrozenDictionary<string, ProviderPrices> _providers;

    public UsageReader(MeshPlan mesh, PriceBook prices)
    {
        _prices = prices;
        _providers = mesh.Deployments.Select(deployment => deployment.Provider).Distinct()
            .Select(name => (Name: name, Provider: prices.TryFindProvider(name, out var provider) ? provider : null))
            .Where(found => found.Provider is not null)
            .ToFrozenDictionary(found => found.Name, found => found.Provider!);
    }

    /// <summary>False where the body has no usage that can be read; <paramref name="problem"/> says what is missing, and where.</summary>
    public bool TryRead(DeploymentPlan deployment, string apiFlavor, ReadOnlySpan<byte> body, out TokenUsage usage, out string problem)
    {
        // A deployment of an older mesh may have another provider than any of today's.
        if (_providers.TryGetValue(deployment.Provider, out var provider) || _prices.TryFindProvider(deployment.Provider, out provider))
            return provider.TryReadUsage(body, apiFlavor, out _, out usage, out problem);
        usage = default;
        problem = $"provider \"{deployment.Provider}\" is not in price book {_prices.Version}";
        return false;
    }
}
