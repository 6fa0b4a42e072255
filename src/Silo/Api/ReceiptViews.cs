using BudgetMesh.Budgets;
using BudgetMesh.Holds;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Api;

/// <param name="Next">What <c>before</c> is for the next page; null on the last.</param>
internal sealed record ReceiptsView(IReadOnlyList<ReceiptView> Receipts, string? Next);

/// <param name="Decision">Names the decision: INCARNATION:NUMBER. An expired hold and its correction share it.</param>
/// <param name="Bound">In USD, as <paramref name="Cost"/>.</param>
/// <param name="Blocker">The budget that kept a better rung from being taken; null where none did.</param>
/// <param name="Rule">The policy rules that led to it, with commas; null for none.</param>
/// <param name="Shadow">What shadow rules would have led to; null where that is the same.</param>
internal sealed record ReceiptView(
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
    ShadowView? Shadow)
{
    public static ReceiptView Of(Receipt receipt, MeshUnits units) => new(
        receipt.Incarnation.Value,
        receipt.Seq,
        $"{receipt.Incarnation}:{receipt.Decision}",
        receipt.At.Utc(),
        WireMapping.Kinds.ToWire(receipt.Kind),
        WireMapping.Verdicts.ToWire(receipt.Verdict),
        WireMapping.Reasons.ToWire(receipt.Reason),
        receipt.Scope.Value,
        receipt.Deployment.Length == 0 ? null : receipt.Deployment,
        receipt.InputTokens,
        receipt.OutputTokens,
        receipt.Bound.ToString(),
        receipt.Cost.ToString(),
        receipt.PriceVersion,
        receipt.PlanVersion,
        BlockerView.Of(receipt, units),
        [.. receipt.Legs.Select(leg => LegView.Of(leg, units))],
        Stated(receipt.Rule),
        Stated(receipt.Task),
        WireMapping.Priorities.ToWire(receipt.Priority),
        Stated(receipt.DataClass),
        Stated(receipt.Caller),
        receipt.Shadow is { } shadow ? new ShadowView(shadow.Rule, WireMapping.Verdicts.ToWire(shadow.Verdict), Stated(shadow.Deployment)) : null);

    private static string? Stated(string text) => text.Length == 0 ? null : text;
}

/// <summary>What shadow rules would have led to.</summary>
/// <param name="Deployment">Null for a refusal.</param>
internal sealed record ShadowView(string Rule, string Verdict, string? Deployment);

/// <param name="Needed">What the better rung needed of it.</param>
/// <param name="Headroom">What it had left.</param>
/// <param name="MaxAffordable">The largest output bound that would have fit, in tokens, where the client's own did not; null for none.</param>
internal sealed record BlockerView(string Scope, string Budget, string? Unit, Amount Needed, Amount Headroom, long? MaxAffordable)
{
    public static BlockerView? Of(Receipt receipt, MeshUnits units)
    {
        if (receipt.Blocker.Split(':') is not [var path, var budget])
            return null;
        var unit = ScopePath.TryParse(path, out var scope, out _) ? units.Of(scope, budget) : null;
        return new BlockerView(path, budget, LegView.Word(unit), new(unit, receipt.Needed), new(unit, receipt.Headroom), receipt.MaxAffordable == 0 ? null : receipt.MaxAffordable);
    }
}

internal sealed record LegView(string Scope, string Budget, long Window, string? Unit, Amount Amount)
{
    public static LegView Of(ReceiptLeg leg, MeshUnits units)
    {
        var unit = units.Of(leg.Scope, leg.Budget);
        return new LegView(leg.Scope.Value, leg.Budget, leg.Window, Word(unit), new(unit, leg.Amount));
    }

    public static string? Word(BudgetUnit? unit) => unit is { } known ? WireMapping.Units.ToWire(known) : null;
}
