using BudgetMesh.Holds;

namespace BudgetMesh.Storage.Postgres;

/// <summary>Receipts to arrays, one for each column, in the order of <see cref="ReceiptRows.Columns"/>.</summary>
internal static class ReceiptParameters
{
    public static Statement Set(Statement statement, IReadOnlyList<Receipt> receipts) => statement
        .SetTexts(receipts, static receipt => receipt.Incarnation.Value)
        .SetLongs(receipts, static receipt => receipt.Seq)
        .SetLongs(receipts, static receipt => receipt.Decision)
        .SetLongs(receipts, static receipt => receipt.At.ToUnixTimeTicks())
        .SetTexts(receipts, static receipt => receipt.Kind.Word())
        .SetTexts(receipts, static receipt => receipt.Verdict.Word())
        .SetTexts(receipts, static receipt => receipt.Reason.Word())
        .SetTexts(receipts, static receipt => receipt.Scope.Value)
        .SetTexts(receipts, static receipt => receipt.Deployment)
        .SetLongs(receipts, static receipt => receipt.InputTokens)
        .SetLongs(receipts, static receipt => receipt.OutputTokens)
        .SetLongs(receipts, static receipt => receipt.Bound.NanoUsd)
        .SetLongs(receipts, static receipt => receipt.Cost.NanoUsd)
        .SetTexts(receipts, static receipt => receipt.PriceVersion)
        .SetLongs(receipts, static receipt => receipt.PlanVersion)
        .SetTexts(receipts, static receipt => receipt.Blocker)
        .SetLongs(receipts, static receipt => receipt.Needed)
        .SetLongs(receipts, static receipt => receipt.Headroom)
        .SetTexts(receipts, static receipt => receipt.Rule)
        .SetTexts(receipts, static receipt => receipt.Task)
        .SetTexts(receipts, static receipt => receipt.Priority.Word())
        .SetTexts(receipts, static receipt => receipt.DataClass)
        .SetTexts(receipts, static receipt => receipt.Caller)
        .SetTexts(receipts, static receipt => receipt.Shadow?.Rule ?? "")
        .SetTexts(receipts, static receipt => receipt.Shadow?.Verdict.Word() ?? "")
        .SetTexts(receipts, static receipt => receipt.Shadow?.Deployment ?? "")
        .SetLongs(receipts, static receipt => receipt.MaxAffordable)
        .SetTexts(receipts, static receipt => receipt.Ahead?.Budget ?? "")
        .SetLongs(receipts, static receipt => receipt.Ahead?.Spent ?? 0)
        .SetLongs(receipts, static receipt => receipt.Ahead?.Course ?? 0)
        .SetLongs(receipts, static receipt => (long)receipt.RetryAfter.TotalMilliseconds)
        .SetLongs(receipts, static receipt => receipt.BatchBound.NanoUsd);
}
