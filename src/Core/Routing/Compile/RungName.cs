using System.Collections.Immutable;

namespace BudgetMesh.Routing;

/// <summary>What a rung of a ladder names: a deployment by its id, or every deployment of a tier. Ids have a slash, tiers none.</summary>
internal static class RungName
{
    public static ImmutableArray<DeploymentPlan> Match(string name, ImmutableArray<DeploymentPlan> deployments) =>
        [.. deployments.Where(deployment => deployment.Id == name || IsTier(name, deployment.Tier))];

    public static bool IsTier(string name, Tier tier) => NameText.Words<Tier>()[(int)tier] == name;

    /// <summary>A sentence for a name that matches nothing.</summary>
    public static string Unknown(string name, ImmutableArray<DeploymentPlan> deployments)
    {
        var tiers = NameText.Words<Tier>();
        return tiers.Contains(name)
            ? $"no deployment is of tier {name}: add one or leave the rung out"
            : NameText.Unknown("rung", name, [.. deployments.Select(deployment => deployment.Id), .. tiers]);
    }
}
