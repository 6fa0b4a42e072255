namespace BudgetMesh.RateLimiting;

/// <summary>How a limiter waits.</summary>
public sealed record GateRateLimiterOptions
{
    /// <summary>
    /// How long <c>AcquireAsync</c> asks again after refusals that pass by themselves, as of a limit; not begun where the refusal
    /// says that it lasts longer. What the gate itself waits for its silo (<see cref="Client.GateOptions.Patience"/>) is beside that.
    /// </summary>
    public TimeSpan QueuePatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Permits that may be waited for at once; who comes then is refused without a wait.</summary>
    public int QueueLimit { get; init; } = 10_000;

    /// <summary>Measures waits and idleness.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
