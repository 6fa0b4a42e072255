namespace BudgetMesh.Routing;

/// <summary>A limit on a scope, or on what a deployment can take, as the operator wrote it.</summary>
public sealed record LimitConfig
{
    /// <summary>Unique on its scope or deployment; else by its unit: <c>requests</c>, <c>input_tokens</c>, <c>output_tokens</c>, <c>tokens</c> or <c>concurrent</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Such as <c>600 requests per minute</c>, <c>400_000 tokens per minute</c> or <c>20 concurrent requests</c>.</summary>
    public string? Rate { get; init; }

    /// <summary>What may be admitted at once after a pause, in the unit of the rate; else what ten seconds bring.</summary>
    public string? Burst { get; init; }

    /// <summary><c>deny</c>, <c>safe_share</c> or <c>reuse</c>; else <c>deny</c>.</summary>
    public string? WhenSiloAway { get; init; }
}
