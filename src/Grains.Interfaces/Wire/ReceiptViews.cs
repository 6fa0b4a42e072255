namespace BudgetMesh.Wire;

// Receipts as the admin API answers them: what people and commands read.

/// <param name="Next">What <c>before</c> is for the next page; null on the last.</param>
public sealed record ReceiptsView(IReadOnlyList<ReceiptView> Receipts, string? Next);

/// <param name="Decision">Names the decision: INCARNATION:NUMBER. An expired hold and its correction share it.</param>
/// <param name="Deployment">Null for a refusal.</param>
/// <param name="Bound">In USD, as <paramref name="Cost"/>.</param>
/// <param name="Blocker">The budget or limit that kept a better rung from being taken; null where none did.</param>
/// <param name="Rule">The policy rules that led to it, with commas; null for none.</param>
/// <param name="Shadow">What shadow rules would have led to; null where that is the same.</param>
/// <param name="Ahead">The budget for whose pace the ladder started lower; null where it did not.</param>
/// <param name="RetryAfterMs">Until the limit or deployment that was short was to have room; null where no limit refused.</param>
/// <param name="BatchBound">For a request that was deferred: its bound at the price for work that may wait, in USD; null where there is none.</param>
public sealed record ReceiptView(
    string Incarnation,
    long Seq,
    string Decision,
    DateTimeOffset At,
    string Kind,
    string Verdict,
    string Reason,
    string Scope,
    string? Deployment,
    long InputTokens,
    long OutputTokens,
    string Bound,
    string Cost,
    string PriceVersion,
    long PlanVersion,
    BlockerView? Blocker,
    IReadOnlyList<LegView> Legs,
    string? Rule,
    string? Task,
    string Priority,
    string? DataClass,
    string? Caller,
    ShadowView? Shadow,
    AheadLine? Ahead,
    long? RetryAfterMs,
    string? BatchBound);

/// <summary>What shadow rules would have led to.</summary>
/// <param name="Deployment">Null for a refusal.</param>
public sealed record ShadowView(string Rule, string Verdict, string? Deployment);

/// <summary>A budget of a scope, a limit of a scope, a limit of a deployment's capacity, or a deployment alone: its circuit, which was open.</summary>
/// <param name="Scope">Null for a limit or the circuit of a deployment.</param>
/// <param name="Budget">Null for all but a budget.</param>
/// <param name="Unit">Null for a circuit, and where the budget or limit is not known any more.</param>
/// <param name="Needed">What the better rung needed of it.</param>
/// <param name="Headroom">What it had left.</param>
/// <param name="MaxAffordable">The largest output bound that would have fit, in tokens, where the client's own did not; null for none.</param>
/// <param name="Deployment">Null for a budget and for a limit of a scope.</param>
/// <param name="Limit">Null for a budget and a circuit.</param>
public sealed record BlockerView(
    string? Scope, string? Budget, string? Unit, Amount Needed, Amount Headroom, long? MaxAffordable, string? Deployment = null, string? Limit = null);

/// <param name="Unit">Null where the budget is not known any more.</param>
/// <param name="Amount">Negative for a correction.</param>
public sealed record LegView(string Scope, string Budget, long Window, string? Unit, Amount Amount);
