using System.Text.Json.Serialization;

namespace BudgetMesh.Replay;

/// <summary>What came of a replay, as it is printed. Money as plain decimal strings in USD.</summary>
public sealed record ReplayReport
{
    /// <summary>Requests that were answered or refused for good.</summary>
    public required long Requests { get; init; }

    /// <summary>Answered by the first rung.</summary>
    public required long Allowed { get; init; }

    /// <summary>Answered by a later one.</summary>
    public required long Downgraded { get; init; }

    public required long Denied { get; init; }

    /// <summary>Answers that the bound cut short.</summary>
    public required long Truncated { get; init; }

    /// <summary>The cap of the judged budget; null where no hard USD budget is on the way.</summary>
    public required string? CapUsd { get; init; }

    /// <summary>What the fake provider charged, by its own arithmetic.</summary>
    public required string BilledUsd { get; init; }

    /// <summary>What the silo's books say was spent by this run.</summary>
    public required string LedgerUsd { get; init; }

    /// <summary>What the run's receipts add up to.</summary>
    public required string ReceiptsUsd { get; init; }

    /// <summary>By how much the bill is above a hard cap, at the worst budget of all.</summary>
    public required string OverspendUsd { get; init; }

    /// <summary>The part of the cap that is spent, to six decimals.</summary>
    public required decimal? Utilization { get; init; }

    public required string LargestHoldUsd { get; init; }

    /// <summary>Held in any budget after the last gate left.</summary>
    public required string HeldUsdAtEnd { get; init; }

    /// <summary>Lent and free in any budget after the last gate left.</summary>
    public required string StrandedUsdAtEnd { get; init; }

    /// <summary>The most requests that the provider was answering at once.</summary>
    public required int PeakInFlight { get; init; }

    /// <summary>How long decisions from rights at hand took.</summary>
    public required DecisionTimes DecisionNs { get; init; }

    /// <summary>Decisions that waited for the silo, of all.</summary>
    public required decimal SlowPathShare { get; init; }

    /// <summary>Messages from gates to the silo.</summary>
    public required long Syncs { get; init; }

    /// <summary>The mean over admitted requests of what each held, however long.</summary>
    public required string MeanHeldUsd { get; init; }

    /// <summary>The same, had each been sent with a bound of 4,096 output tokens.</summary>
    [JsonPropertyName("mean_held_fixed_4096_usd")]
    public required string MeanHeldFixed4096Usd { get; init; }

    /// <summary>Admitted requests by where their output bound came from.</summary>
    public required BoundCounts Bound { get; init; }

    /// <summary>How often clients asked again after a refusal that passes by itself.</summary>
    public required long Retries { get; init; }

    public required decimal Seconds { get; init; }

    public required int Seed { get; init; }

    public required int Gateways { get; init; }

    public required string Speed { get; init; }

    /// <summary>Requests of the trace that were not sent, because the run was stopped.</summary>
    public required long Unsent { get; init; }

    /// <summary>Requests of the trace that were not sent, because who pays was to be idle then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Idle { get; init; }

    /// <summary>Each limit of each deployment; left out where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CapacityReport>? Capacity { get; init; }

    /// <summary>The first reservation; left out where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReservationReport? Reservation { get; init; }

    /// <summary>How scopes without a reservation shared; left out where it cannot be judged.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FairnessReport? Fairness { get; init; }

    /// <summary>Where the provider's limits dropped; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProviderDropReport? ProviderDrop { get; init; }

    /// <summary>Where each request made a scope of its own; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunScopesReport? RunScopes { get; init; }

    /// <summary>What must not be, each in a sentence; empty when all is well.</summary>
    public required IReadOnlyList<string> Findings { get; init; }
}

/// <summary>In nanoseconds.</summary>
public sealed record DecisionTimes(long P50, long P99, long P999);

/// <param name="Learned">From how long answers had been.</param>
/// <param name="Cold">The fixed one, because too little was known yet.</param>
/// <param name="Fixed">The mesh's, which does not learn.</param>
public sealed record BoundCounts(long Learned, long Cold, long Fixed);
