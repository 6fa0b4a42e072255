namespace BudgetMesh.Routing;

/// <summary>The deployments that a request may use, best first, as the operator wrote them.</summary>
public sealed record LadderConfig
{
    /// <summary>Each a deployment's id, a tier (all its deployments, in the order of the mesh) or <c>ladder:NAME</c> (all rungs of that ladder).</summary>
    public IReadOnlyList<string>? Rungs { get; init; }

    /// <summary>In rising order.</summary>
    public IReadOnlyList<ThresholdConfig>? Thresholds { get; init; }
}

/// <summary>From which use of a budget on the ladder starts lower, as the operator wrote it.</summary>
public sealed record ThresholdConfig
{
    /// <summary>Share of the cap of any budget on the request's path, such as <c>80%</c>.</summary>
    public string? At { get; init; }

    /// <summary>The deployment or tier with which the ladder starts from there on.</summary>
    public string? Start { get; init; }

    /// <summary>Share below which the ladder starts as before, lower than <see cref="At"/>; else five points lower.</summary>
    public string? Back { get; init; }
}
