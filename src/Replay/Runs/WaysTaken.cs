using System.Collections.Concurrent;
using BudgetMesh.Routing;

namespace BudgetMesh.Replay;

/// <summary>Where the requests of each asker went. Safe from several threads; may be read while it runs.</summary>
public sealed class WaysTaken
{
    private readonly ConcurrentDictionary<(Asker Asker, DeploymentPlan? Deployment), long> _counts = [];

    /// <param name="deployment">Null for a refusal.</param>
    public void Add(Asker asker, DeploymentPlan? deployment) => _counts.AddOrUpdate((asker, deployment), 1, static (_, count) => count + 1);

    public long Of(Asker asker) => _counts.Where(way => way.Key.Asker == asker).Sum(static way => way.Value);

    /// <summary>Those of an asker that were refused.</summary>
    public long Refused(Asker asker) => _counts.GetValueOrDefault((asker, null));

    /// <summary>Those of an asker that were answered, by tier, the best first.</summary>
    public IReadOnlyList<KeyValuePair<Tier, long>> ByTier(Asker asker) =>
    [
        .. _counts.Where(way => way.Key.Asker == asker && way.Key.Deployment is not null)
            .GroupBy(static way => way.Key.Deployment!.Tier, static way => way.Value)
            .Select(static tier => KeyValuePair.Create(tier.Key, tier.Sum()))
            .OrderBy(static tier => tier.Key),
    ];
}
