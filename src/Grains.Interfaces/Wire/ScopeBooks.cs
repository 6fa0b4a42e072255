namespace BudgetMesh.Wire;

/// <summary>The books of a scope, for people and tools. Amounts in each budget's unit (USD in nano-dollars).</summary>
/// <param name="Frozen">Why nothing is lent, or null.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.scope_books")]
public sealed record ScopeBooks(
    string Scope,
    long Version,
    long Epoch,
    long Generation,
    string? Frozen,
    IReadOnlyList<WindowBooks> Windows,
    IReadOnlyList<BorrowerLine> Borrowers,
    IReadOnlyList<AccountLine> Accounts);

/// <param name="Unit"><c>usd</c>, <c>tokens</c> or <c>requests</c>; null, as period and enforcement, where the mesh has the budget no more.</param>
/// <param name="StartUnixMs">Null for a window without a start, likewise its end.</param>
/// <param name="Spent">Σ of what resolved holds cost.</param>
/// <param name="Held">Σ of the bounds of open holds.</param>
/// <param name="Free">Lent and not charged.</param>
/// <param name="Available">cap and adjustments − everything that is out.</param>
/// <param name="Forfeited">What closed incarnations had and nobody has given back.</param>
/// <param name="Overdraft">What providers billed beyond the bounds they were sent.</param>
/// <param name="Adjusted">Σ of the adjustments: part of what is available.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.window_books")]
public sealed record WindowBooks(
    string Budget,
    string? Unit,
    string? Period,
    string? Enforcement,
    long Window,
    long? StartUnixMs,
    long? EndUnixMs,
    bool Open,
    long Cap,
    long Spent,
    long Held,
    long Free,
    long Available,
    long Forfeited,
    long Overdraft,
    long Adjusted);

/// <param name="State"><c>active</c> or <c>closed</c>.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.borrower_line")]
public sealed record BorrowerLine(string Incarnation, long Seq, string State);

/// <summary>What one incarnation has of one window, as it last reported. Free is negative after an overdraft that no grant has covered yet.</summary>
[GenerateSerializer, Immutable, Alias("budgetmesh.account_line")]
public sealed record AccountLine(string Incarnation, string Budget, long Window, long Held, long Free, long Spent);
