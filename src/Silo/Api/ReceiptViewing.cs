using BudgetMesh.Budgets;
using BudgetMesh.Holds;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Api;

/// <summary>Receipts as people read them, with the units that their budgets had when they were written.</summary>
internal static class ReceiptViewing
{
    public static ReceiptView ToView(this Receipt receipt, MeshUnits units)
    {
        var line = receipt.ToWire();
        return new ReceiptView(
            receipt.Incarnation.Value,
            receipt.Seq,
            $"{receipt.Incarnation}:{receipt.Decision}",
            receipt.At.Utc(),
            line.Kind,
            line.Verdict,
            line.Reason,
            line.Scope,
            line.Deployment.Length == 0 ? null : line.Deployment,
            line.InputTokens,
            line.OutputTokens,
            line.Bound,
            line.Cost,
            line.PriceVersion,
            line.PlanVersion,
            BlockerViewing.Of(receipt, units),
            [.. receipt.Legs.Select(leg => ToView(leg, units))],
            line.Rule,
            line.Task,
            WireMapping.Priorities.ToWire(receipt.Priority),
            line.DataClass,
            line.Caller,
            line.Shadow is { } shadow ? new ShadowView(shadow.Rule, shadow.Verdict, shadow.Deployment.Length == 0 ? null : shadow.Deployment) : null,
            line.Ahead,
            line.RetryAfterMs == 0 ? null : line.RetryAfterMs,
            line.BatchBound);
    }

    private static LegView ToView(ReceiptLeg leg, MeshUnits units)
    {
        var unit = units.Of(leg.Scope, leg.Budget);
        return new LegView(leg.Scope.Value, leg.Budget, leg.Window, Word(unit), new(unit, leg.Amount));
    }

    private static string? Word(BudgetUnit? unit) => unit is { } known ? WireMapping.Units.ToWire(known) : null;
}
