using BudgetMesh.Lending;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Holds;

/// <summary>
/// What was decided for one request and what it cost, with what led to it. Identified by (<see cref="Incarnation"/>,
/// <see cref="Seq"/>); a copy changes nothing. At rest, per budget and window, Σ of the receipts' legs = Σ spent in the books.
/// </summary>
/// <param name="Seq">Counts the incarnation's receipts from 1, without gaps.</param>
/// <param name="Decision">The number of the decision within the incarnation; an expired hold and its correction share it.</param>
/// <param name="Scope">The scope that asked: the leaf.</param>
/// <param name="Deployment">Where the request went, or "" where it was refused.</param>
/// <param name="Bound">The upper bound that was held; zero for a refusal.</param>
/// <param name="Cost">What it cost; for a correction the difference, negative or zero.</param>
/// <param name="PriceVersion">The price book that bound and cost were computed with.</param>
/// <param name="PlanVersion">The mesh file's version that was in force.</param>
/// <param name="Blocker">The budget, limit or open circuit that kept a better rung from being taken, as <c>scope:name</c>, <c>deployment:name</c> or <c>deployment:circuit</c>, or "".</param>
/// <param name="Needed">What that rung needed of the blocker, in its unit.</param>
/// <param name="Headroom">What the blocker had left, in its unit.</param>
/// <param name="Legs">What each budget on the way was charged, leaf first.</param>
public sealed record Receipt(
    Incarnation Incarnation,
    long Seq,
    long Decision,
    Instant At,
    ReceiptKind Kind,
    Verdict Verdict,
    Reason Reason,
    ScopePath Scope,
    string Deployment,
    long InputTokens,
    long OutputTokens,
    Money Bound,
    Money Cost,
    string PriceVersion,
    long PlanVersion,
    string Blocker,
    long Needed,
    long Headroom,
    IReadOnlyList<ReceiptLeg> Legs)
{
    /// <summary>The policy rules that led to it, in their order, with commas; "" where none did.</summary>
    public string Rule { get; init; } = "";

    /// <summary>As the request stated it, or "".</summary>
    public string Task { get; init; } = "";

    public Priority Priority { get; init; }

    /// <summary>As the request stated it, or "".</summary>
    public string DataClass { get; init; } = "";

    /// <summary>As the request stated it, or "".</summary>
    public string Caller { get; init; } = "";

    /// <summary>What shadow rules would have led to; null where that is the same.</summary>
    public ShadowDecision? Shadow { get; init; }

    /// <summary>The budget for whose pace the ladder started lower; null where it did not.</summary>
    public AheadOfCourse? Ahead { get; init; }

    /// <summary>For a refusal of a request with its own output bound: the largest bound that would have fit, in tokens; 0 for none.</summary>
    public long MaxAffordable { get; init; }

    /// <summary>Until the limit or deployment that was short was to have room, in whole milliseconds; zero where nobody could say, or no limit refused.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>For a request that was deferred: what it would cost at most at the provider's price for work that may wait; zero where there is none.</summary>
    public Money BatchBound { get; init; }
}

/// <summary>What one budget was charged by a receipt, in the budget's unit; negative for a correction.</summary>
public sealed record ReceiptLeg(ScopePath Scope, string Budget, long Window, long Amount);
