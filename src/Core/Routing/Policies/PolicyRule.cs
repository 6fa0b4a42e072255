using System.Collections.Immutable;

namespace BudgetMesh.Routing;

/// <summary>A policy rule in force.</summary>
public sealed class PolicyRule
{
    public required string Name { get; init; }

    /// <summary>Decided as well and recorded where it differs, but not enforced.</summary>
    public required bool IsShadow { get; init; }

    /// <summary>The ladder to use; null for the scope's own, or the one that the request wishes.</summary>
    public required LadderPlan? Ladder { get; init; }

    /// <summary>Which requests it is about.</summary>
    public required MatchPlan Match { get; init; }

    /// <summary>Where the ladder starts; null for its first rung.</summary>
    public required RungMark? Start { get; init; }

    /// <summary>The last place that may be used; null for the ladder's last rung.</summary>
    public required RungMark? Floor { get; init; }

    /// <summary>The deployments that alone may be used; null where any may.</summary>
    public required ImmutableArray<DeploymentPlan>? Only { get; init; }

    /// <summary><see cref="Only"/> comes from regions, and may change with each deployment that is added.</summary>
    public required bool IsRegional { get; init; }

    /// <summary>It says where a request goes: of several that match, the first does.</summary>
    public bool Routes => Ladder is not null || Start is not null || Floor is not null;

    /// <summary>It says where a request may never go: of several that match, all do.</summary>
    public bool Bounds => Only is not null;

    /// <summary>False for a deployment outside of what alone may be used.</summary>
    public bool Permits(DeploymentPlan deployment) => Only is not { } only || only.Contains(deployment);

    /// <summary>The places of <see cref="Start"/> and <see cref="Floor"/> on a ladder: the ladder's ends where nothing is named, −1 for a floor above all rungs.</summary>
    public (int Start, int Floor) On(LadderPlan ladder) =>
        (Start?.First(ladder.Rungs) ?? 0, Floor?.Last(ladder.Rungs) ?? ladder.Rungs.Length - 1);
}
