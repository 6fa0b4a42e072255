namespace BudgetMesh.Lending;

/// <summary>What became of a <see cref="SyncRequest"/>.</summary>
public enum SyncStatus
{
    /// <summary>The counters were taken and the terms are in force.</summary>
    Accepted,

    /// <summary>The incarnation has left or was retired: it is lent nothing more and must not go on.</summary>
    IncarnationClosed,

    /// <summary>The counters cannot be right; nothing was taken from them.</summary>
    Contradiction,

    /// <summary>The scope is not in the books, and its pattern has made as many as it may.</summary>
    TooManyScopes,
}

/// <summary>What the owner of a scope answers. Everything in it is durable before it is sent.</summary>
/// <param name="Seq">The request that is answered.</param>
/// <param name="Problem">For a status other than accepted: what is wrong, for the operator's log.</param>
public sealed record SyncAnswer(
    ScopePath Scope, long Seq, long Epoch, long Version, SyncStatus Status, string? Problem, IReadOnlyList<SliceTerms> Slices);

/// <summary>The terms of one slice. Amounts in the budget's unit; durations run from when the gateway sent its request.</summary>
/// <param name="Window">The window's <c>BudgetWindow.Key</c>.</param>
/// <param name="Open">False for a window that has ended: what is left of it only drains.</param>
/// <param name="ClosesIn">Until the window ends; no right of it is charged later.</param>
/// <param name="Granted">Rights ever lent to this incarnation in this window.</param>
/// <param name="RefreshAfter">Sync again after this long, if nothing asks for it sooner.</param>
/// <param name="StaleAfter">Without an answer for this long the owner counts as unreachable.</param>
/// <param name="Headroom">cap + Σ adjustments − Σ spent − forfeited: what could at most still be spent. Only falls until cap or adjustments change, so a need above it is refused for good.</param>
/// <param name="Reachable">What could be lent now, with what other gateways have free: a need above it waits for holds to resolve.</param>
/// <param name="Spent">Σ of what resolved holds of all gateways cost.</param>
/// <param name="Adjusted">Σ of the window's adjustments.</param>
/// <param name="Course">How much of the window's usual spend is over, in parts of <see cref="Routing.Pace.Whole"/>; the whole for a budget that is not paced.</param>
public sealed record SliceTerms(
    string Budget,
    long Window,
    bool Open,
    TimeSpan ClosesIn,
    long Granted,
    LendingMode Mode,
    TimeSpan RefreshAfter,
    TimeSpan StaleAfter,
    long Headroom,
    long Reachable,
    long Cap,
    long Spent,
    long Adjusted,
    int Course)
{
    /// <summary>What the books have of this incarnation in the window, where the request did not name it: a gateway that remembers nothing of it goes on from there. Else null.</summary>
    public SliceCounters? Own { get; init; }
}
