using System.Collections.Immutable;

namespace BudgetMesh.Routing;

/// <summary>The deployments that a request may use.</summary>
/// <param name="Name">As in the mesh; <c>default</c> where a scope names none.</param>
/// <param name="Rungs">Best first, each deployment once, 1 to <see cref="Limits.RungsPerLadderMax"/>.</param>
/// <param name="Thresholds">Rising in use of the cap and in the rung they start with; may be empty.</param>
public sealed record LadderPlan(string Name, ImmutableArray<DeploymentPlan> Rungs, ImmutableArray<ThresholdPlan> Thresholds)
{
    /// <summary>The ladder that serves scopes which name none.</summary>
    public const string DefaultName = "default";

    /// <summary>
    /// For each rung the first of its group. Neighbours with the same model are a group: among them price, free capacity and health
    /// choose, and not their place.
    /// </summary>
    public ImmutableArray<int> GroupOf { get; } = Groups(Rungs);

    private static ImmutableArray<int> Groups(ImmutableArray<DeploymentPlan> rungs)
    {
        var groups = new int[rungs.Length];
        for (var rung = 1; rung < groups.Length; rung++)
            groups[rung] = rungs[rung].Model == rungs[rung - 1].Model ? groups[rung - 1] : rung;
        return [.. groups];
    }
}

/// <summary>
/// When any budget on a request's path has used <paramref name="AtPermille"/> of its cap the ladder starts with rung
/// <paramref name="StartRung"/>, until every budget is below <paramref name="BackPermille"/> again: the gap keeps a budget
/// that hovers at the threshold from flapping between two models.
/// </summary>
/// <param name="AtPermille">10 to 1000.</param>
/// <param name="BackPermille">1 to 999, below <paramref name="AtPermille"/>, so that a fresh window always leads back.</param>
/// <param name="StartRung">Index into the ladder's rungs, above 0.</param>
public readonly record struct ThresholdPlan(int AtPermille, int BackPermille, int StartRung);
