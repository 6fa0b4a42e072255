namespace BudgetMesh.Wire;

/// <summary>Gateway → silo: receipts in the order of their numbers.</summary>
[GenerateSerializer, Immutable, Alias("budgetmesh.receipt_batch")]
public sealed record ReceiptBatch(string Incarnation, IReadOnlyList<ReceiptLine> Receipts);

/// <summary>Silo → gateway: every receipt up to this one is durable.</summary>
[GenerateSerializer, Immutable, Alias("budgetmesh.receipt_ack")]
public sealed record ReceiptAck(long Through);

/// <summary>One receipt, keyed by the batch's incarnation and its number. Money as decimal strings in USD.</summary>
/// <param name="AtUnixNs">When the decision was made, in Unix nanoseconds, by the silo's clock.</param>
/// <param name="Kind"><c>settled</c>, <c>voided</c>, <c>expired</c>, <c>corrected</c> or <c>denied</c>.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.receipt_line")]
public sealed record ReceiptLine(
    long Seq,
    long Decision,
    long AtUnixNs,
    string Kind,
    string Verdict,
    string Reason,
    string Scope,
    string Deployment,
    long InputTokens,
    long OutputTokens,
    string Bound,
    string Cost,
    string PriceVersion,
    long PlanVersion,
    string Blocker,
    long Needed,
    long Headroom,
    IReadOnlyList<ReceiptLegLine> Legs)
{
    /// <summary>The policy rules that led to it; null for none.</summary>
    [Id(0)]
    public string? Rule { get; init; }

    /// <summary>As the request stated it; null where it did not.</summary>
    [Id(1)]
    public string? Task { get; init; }

    /// <summary><c>interactive</c>, <c>normal</c> or <c>batch</c>; null for normal.</summary>
    [Id(2)]
    public string? Priority { get; init; }

    /// <inheritdoc cref="Task"/>
    [Id(3)]
    public string? DataClass { get; init; }

    /// <inheritdoc cref="Task"/>
    [Id(4)]
    public string? Caller { get; init; }

    /// <summary>Null where no shadow rule would have led elsewhere.</summary>
    [Id(5)]
    public ShadowLine? Shadow { get; init; }

    /// <summary>Null where no budget's pace made the ladder start lower.</summary>
    [Id(6)]
    public AheadLine? Ahead { get; init; }

    /// <summary>For a refusal of a request with its own output bound: the largest bound that would have fit, in tokens; 0 for none.</summary>
    [Id(7)]
    public long MaxAffordable { get; init; }

    /// <summary>Until the limit that was short was to have room; 0 where no limit refused.</summary>
    [Id(8)]
    public long RetryAfterMs { get; init; }

    /// <summary>For a request that was deferred: its bound at the price for work that may wait; null where there is none.</summary>
    [Id(9)]
    public string? BatchBound { get; init; }
}

/// <summary>What shadow rules would have led to.</summary>
[GenerateSerializer, Immutable, Alias("budgetmesh.shadow_line")]
public sealed record ShadowLine(string Rule, string Verdict, string Deployment);

/// <summary>The budget for whose pace the ladder started lower.</summary>
/// <param name="Budget"><c>scope:name</c>.</param>
/// <param name="Spent">Of its cap, in parts of a million.</param>
/// <param name="Course">How much of its window's usual spend was over, in parts of a million.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.ahead_line")]
public sealed record AheadLine(string Budget, int Spent, int Course);

/// <param name="Amount">In the budget's unit; negative for a correction.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.receipt_leg_line")]
public sealed record ReceiptLegLine(string Scope, string Budget, long Window, long Amount);
