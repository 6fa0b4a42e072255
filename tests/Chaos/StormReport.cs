namespace BudgetMesh.Chaos;

/// <summary>What came of a run, as it is printed. Money as plain decimal strings in USD.</summary>
internal sealed record StormReport
{
    public required int Silos { get; init; }

    public required int Gateways { get; init; }

    public required int Seed { get; init; }

    public required string Trace { get; init; }

    public required string Speed { get; init; }

    /// <summary>Of trouble.</summary>
    public required decimal Seconds { get; init; }

    public required int SilosKilled { get; init; }

    public required int SilosPaused { get; init; }

    public required int PostgresRestarts { get; init; }

    /// <summary>Requests that were answered or refused for good.</summary>
    public required long Requests { get; init; }

    public required long Allowed { get; init; }

    /// <summary>Answered by a later rung.</summary>
    public required long Downgraded { get; init; }

    public required long Denied { get; init; }

    /// <summary>Messages from gates to silos, and those that got no answer.</summary>
    public required long Syncs { get; init; }

    /// <inheritdoc cref="Syncs"/>
    public required long SyncsFailed { get; init; }

    /// <summary>What the fake provider charged, by its own arithmetic.</summary>
    public required string BilledUsd { get; init; }

    /// <summary>What the tenant's books say was spent.</summary>
    public required string LedgerUsd { get; init; }

    /// <summary>What the receipts of the tenant's budget add up to.</summary>
    public required string ReceiptsUsd { get; init; }

    /// <summary>Beyond a cap, added up over every budget and window.</summary>
    public required string OverspendUsd { get; init; }

    public required string HeldUsdAtEnd { get; init; }

    /// <summary>Lent and free after the last gate left.</summary>
    public required string StrandedUsdAtEnd { get; init; }

    /// <summary>Budgets whose cap was used to the last hundredth.</summary>
    public required IReadOnlyList<string> CapsReached { get; init; }

    /// <summary>The longest decision for which the slices were there: it needs no silo.</summary>
    public required decimal LongestDecisionMs { get; init; }

    /// <summary>Decisions that waited for a silo, of all.</summary>
    public required decimal WaitedShare { get; init; }

    /// <summary>The longest of those.</summary>
    public required decimal LongestWaitS { get; init; }

    /// <summary>How often a gate was seen to have been lent more.</summary>
    public required long Grants { get; init; }

    /// <summary>The longest time in which no gate was lent anything, whether or not one asked.</summary>
    public required decimal LongestWithoutGrantS { get; init; }

    /// <summary>What must not be, each in a sentence; empty when all is well.</summary>
    public required IReadOnlyList<string> Findings { get; init; }
}
