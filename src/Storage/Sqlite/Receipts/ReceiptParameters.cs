using BudgetMesh.Holds;

namespace BudgetMesh.Storage.Sqlite;

/// <summary>Receipts to parameters, in the order of <see cref="ReceiptRows.Columns"/>, and back.</summary>
internal static class ReceiptParameters
{
    public static Statement Set(this Statement statement, Receipt receipt) => statement
        .Set(receipt.Incarnation.Value).Set(receipt.Seq).Set(receipt.Decision).Set(receipt.At)
        .Set(receipt.Kind.Word()).Set(receipt.Verdict.Word()).Set(receipt.Reason.Word())
        .Set(receipt.Scope).Set(receipt.Deployment)
        .Set(receipt.InputTokens).Set(receipt.OutputTokens).Set(receipt.Bound.NanoUsd).Set(receipt.Cost.NanoUsd)
        .Set(receipt.PriceVersion).Set(receipt.PlanVersion)
        .Set(receipt.Blocker).Set(receipt.Needed).Set(receipt.Headroom)
        .Set(receipt.Rule).Set(receipt.Task).Set(receipt.Priority.Word()).Set(receipt.DataClass).Set(receipt.Caller)
        .Set(receipt.Shadow?.Rule ?? "").Set(receipt.Shadow?.Verdict.Word() ?? "").Set(receipt.Shadow?.Deployment ?? "")
        .Set(receipt.MaxAffordable)
        .Set(receipt.Ahead?.Budget ?? "").Set(receipt.Ahead?.Spent ?? 0).Set(receipt.Ahead?.Course ?? 0)
        .Set((long)receipt.RetryAfter.TotalMilliseconds).Set(receipt.BatchBound.NanoUsd);

    /// <summary>Reads the rows of <see cref="ReceiptSql.ReadWhole"/>.</summary>
    public static List<Receipt> ReadWhole(this Statement statement)
    {
        var rows = new ReceiptRows();
        statement.Each(rows.Add);
        return rows.Receipts;
    }
}
