namespace BudgetMesh.Wire;

/// <summary>Gateway → silo: what one gateway tells the owners of all scopes where something is due. Amounts in each budget's unit, times in milliseconds or microseconds as named.</summary>
/// <param name="Incarnation">The gateway's present life.</param>
/// <param name="RoundTripUs">How long a sync takes, in microseconds, as the gateway measures it.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.sync_message")]
public sealed record SyncMessage(string Incarnation, long RoundTripUs, IReadOnlyList<ScopeReport> Scopes);

/// <summary>Silo → gateway.</summary>
/// <param name="UtcMs">The silo's clock in Unix milliseconds: stamps receipts and picks prices, decides no rights.</param>
/// <param name="PlanVersion">The newest mesh; fetch it where it is not the one in force. 0 where none was applied.</param>
/// <param name="PriceVersion">The newest price book, likewise.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.sync_reply")]
public sealed record SyncReply(long UtcMs, long PlanVersion, long PriceVersion, IReadOnlyList<ScopeTerms> Scopes);

/// <summary>What one gateway tells the owner of one scope.</summary>
[GenerateSerializer, Immutable, Alias("budgetmesh.scope_report")]
public sealed record ScopeReport(
    string Scope, string Incarnation, long Seq, long VersionSeen, long EpochSeen, long RoundTripUs, bool Leaving, IReadOnlyList<SliceLine> Slices)
{
    /// <summary>The gateway remembers nothing of the scope: the answer says how its counters stand.</summary>
    [Id(0)]
    public bool Resumes { get; init; }

    /// <summary>The gateway forgets the scope once this is answered: it holds nothing, and nothing is free.</summary>
    [Id(1)]
    public bool Pauses { get; init; }
}

/// <summary>One slice: the counters, all absolute and monotone, and what the gateway expects to need.</summary>
/// <param name="Window">Null before the owner has named one.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.slice_line")]
public sealed record SliceLine(
    string Budget,
    long? Window,
    long Granted,
    long Returned,
    long Charged,
    long Released,
    long Settled,
    long Corrected,
    long Overdraft,
    long NetPerSecond,
    long GrossPerSecond,
    long Bound,
    long Waiting,
    long SmallestNeed,
    long Refused);

/// <summary>What the owner of one scope answers.</summary>
/// <param name="Status"><c>accepted</c>, <c>incarnation_closed</c>, <c>contradiction</c>, <c>too_many_scopes</c>, or <c>unavailable</c> where the owner could not be asked.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.scope_terms")]
public sealed record ScopeTerms(
    string Scope, long Seq, long Epoch, long Version, string Status, string? Problem, IReadOnlyList<TermsLine> Slices);

/// <summary>The terms of one slice.</summary>
/// <param name="ClosesInMs">Null for a window without an end.</param>
/// <param name="Mode"><c>slice</c>, <c>exact</c> or <c>deny</c>.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.terms_line")]
public sealed record TermsLine(
    string Budget,
    long Window,
    bool Open,
    long? ClosesInMs,
    long Granted,
    string Mode,
    long RefreshAfterMs,
    long StaleAfterMs,
    long Headroom,
    long Reachable,
    long Cap,
    long Spent,
    long Adjusted,
    int Course)
{
    /// <summary>How the gateway's counters stand in a window that it did not name; null where it named it.</summary>
    [Id(0)]
    public CountersLine? Own { get; init; }
}

/// <summary>The counters of one slice, as in <see cref="SliceLine"/>.</summary>
[GenerateSerializer, Immutable, Alias("budgetmesh.counters_line")]
public sealed record CountersLine(long Granted, long Returned, long Charged, long Released, long Settled, long Corrected, long Overdraft);
