using System.Collections.Immutable;

namespace BudgetMesh.Routing;

/// <summary>
/// What a rung of a ladder names: a deployment by its id, the deployments of a model in all regions by their id without it, or
/// every deployment of a tier. Ids have a slash, tiers none. Those of one model come side by side, where the first of them is.
/// </summary>
internal static class RungName
{
    public static ImmutableArray<DeploymentPlan> Match(string name, ImmutableArray<DeploymentPlan> deployments)
    {
        // An id is itself alone: a boundary must not become wider by a deployment that is added later.
        if (deployments.FirstOrDefault(deployment => deployment.Id == name) is { } single)
            return [single];
        return BesideEachOther(deployments.Where(deployment => IsTier(name, deployment.Tier) || DeploymentId.Of(deployment).WithoutRegion == name));
    }

    /// <summary>In their order, but each behind the last of its model.</summary>
    public static ImmutableArray<DeploymentPlan> BesideEachOther(IEnumerable<DeploymentPlan> deployments) =>
        [.. deployments.GroupBy(deployment => deployment.Model, StringComparer.Ordinal).SelectMany(static model => model)];

    public static bool IsTier(string name, Tier tier) => NameText.Words<Tier>()[(int)tier] == name;

    /// <summary>All names for what is on a ladder.</summary>
    public static IReadOnlyCollection<string> Names(ImmutableArray<DeploymentPlan> rungs) =>
        [.. rungs.Select(rung => rung.Id)
            .Concat(rungs.Where(rung => DeploymentId.Of(rung).Region is not null).Select(rung => DeploymentId.Of(rung).WithoutRegion))
            .Concat(rungs.Select(rung => NameText.Words<Tier>()[(int)rung.Tier])).Distinct()];

    /// <summary>A sentence for a name that matches nothing.</summary>
    public static string Unknown(string name, ImmutableArray<DeploymentPlan> deployments)
    {
        var tiers = NameText.Words<Tier>();
        return tiers.Contains(name)
            ? $"no deployment is of tier {name}: add one or leave the rung out"
            : NameText.Unknown("rung", name, [.. Names(deployments).Union(tiers)]);
    }
}
