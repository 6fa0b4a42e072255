using BudgetMesh.Budgets;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;

namespace BudgetMesh.Grains.Tests;

/// <summary>Small meshes.</summary>
internal static class Meshes
{
    public static readonly ScopePath Team = ScopePath.Parse("acme/search");

    public const string Month = "month";

    /// <summary>One team with a hard budget of requests, so that amounts are easy to read.</summary>
    public static MeshConfig WithCap(long requests, string scope = "acme/search", string period = "month", string pacing = "off") => new()
    {
        Deployments = [new DeploymentConfig { Id = "local/llama", Tier = "local" }],
        Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["local"] } },
        Scopes = new Dictionary<string, ScopeConfig>
        {
            ["acme"] = new(),
            [scope] = new() { Budgets = [new BudgetConfig { Name = Month, Amount = $"{requests} requests", Period = period, Pacing = pacing }] },
        },
        Prices = new PricesConfig { Overlay = [new PriceOverlayConfig { Provider = "local", Model = "llama", InputMtok = "1", OutputMtok = "1" }] },
    };
}
