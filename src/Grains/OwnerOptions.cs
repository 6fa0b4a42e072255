namespace BudgetMesh.Grains;

/// <summary>How long owners wait; the defaults fit a server.</summary>
public sealed record OwnerOptions
{
    /// <summary>A caller that has no durable answer after this long is told that the owner is unavailable; the work goes on.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Counters that nobody waits for are written this long after they came, if no grant took them along.</summary>
    public TimeSpan FlushAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What was learned of a budget's week is written at most this often, and when the owner ends: a server that dies forgets that much of it.</summary>
    public TimeSpan WeeksEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The first pause after the store has failed; each further one is twice as long, up to <see cref="RetryMost"/>.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromMilliseconds(10);

    public TimeSpan RetryMost { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>One scope's alarms of one kind are logged at most this often; the metric counts them all.</summary>
    public TimeSpan AlarmLoggedEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An owner that nobody asks for this long ends; the next call finds its books in the store.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(60);
}
