namespace BudgetMesh.Capacity;

/// <summary>Whether a deployment may be asked at all.</summary>
/// <param name="Until">For <see cref="CircuitKind.Open"/>: when it becomes half-open; otherwise default.</param>
/// <param name="ProbesPerSecond">For <see cref="CircuitKind.HalfOpen"/>: what may pass, over all gateways; otherwise 0.</param>
public readonly record struct CircuitState(CircuitKind Kind, TimeSpan Until, int ProbesPerSecond)
{
    public static CircuitState Closed => default;

    public static CircuitState HalfOpen => new(CircuitKind.HalfOpen, default, CapacityRules.ProbesPerSecond);

    public static CircuitState Open(TimeSpan until) => new(CircuitKind.Open, until, 0);
}

public enum CircuitKind
{
    /// <summary>It may be asked.</summary>
    Closed,

    /// <summary>It is on no ladder.</summary>
    Open,

    /// <summary>A few requests find out whether it serves again.</summary>
    HalfOpen,
}
