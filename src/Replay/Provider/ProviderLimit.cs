using BudgetMesh.Rates;

namespace BudgetMesh.Replay.Provider;

/// <summary>One limit of a deployment as the fake provider keeps it.</summary>
/// <param name="Amount">In a minute; for <see cref="LimitUnit.Concurrent"/> at once.</param>
/// <param name="Burst">How much it takes at once after a pause.</param>
public sealed record ProviderLimit(string Name, LimitUnit Unit, decimal Amount, decimal Burst)
{
    /// <summary>
    /// On top of the burst, in seconds of the rate: requests that a gate spaced out may come to the provider closer together,
    /// because the machine ran their threads late.
    /// </summary>
    public const decimal LatenessSeconds = 0.1m;

    /// <summary>What one request takes of it.</summary>
    public long Cost(long inputTokens, long outputTokens) => Unit switch
    {
        LimitUnit.InputTokens => inputTokens,
        LimitUnit.OutputTokens => outputTokens,
        LimitUnit.Tokens => inputTokens + outputTokens,
        _ => 1,
    };
}
