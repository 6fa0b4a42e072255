using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Routing;

namespace BudgetMesh.Storage.Sqlite;

/// <summary>Receipts to rows and back.</summary>
internal static class ReceiptRows
{
    private const int FirstLegColumn = 32;

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

    /// <summary>Reads the rows of <see cref="ReceiptSql.ReadWhole"/>: a new receipt begins where its identity changes.</summary>
    public static List<Receipt> ReadWhole(this Statement statement)
    {
        List<Receipt> receipts = [];
        List<ReceiptLeg> legs = [];
        statement.Each(row =>
        {
            if (receipts is not [.., var last] || last.Seq != row.Long(1) || last.Incarnation.Value != row.Text(0))
                receipts.Add(Head(row, legs = []));
            if (!row.IsNull(FirstLegColumn))
                legs.Add(Leg(row));
        });
        return receipts;
    }

    private static Receipt Head(Row row, IReadOnlyList<ReceiptLeg> legs) => new(
        new Incarnation(row.Text(0)),
        row.Long(1),
        row.Long(2),
        row.At(3),
        row.Word<ReceiptKind>(4),
        row.Word<Verdict>(5),
        row.Word<Reason>(6),
        row.Scope(7),
        row.Text(8),
        row.Long(9),
        row.Long(10),
        new Money(row.Long(11)),
        new Money(row.Long(12)),
        row.Text(13),
        row.Long(14),
        row.Text(15),
        row.Long(16),
        row.Long(17),
        legs)
    {
        Rule = row.Text(18),
        Task = row.Text(19),
        Priority = row.Word<Priority>(20),
        DataClass = row.Text(21),
        Caller = row.Text(22),
        Shadow = row.Text(24).Length == 0 ? null : new ShadowDecision(row.Text(23), row.Word<Verdict>(24), row.Text(25)),
        MaxAffordable = row.Long(26),
        Ahead = row.Text(27).Length == 0 ? null : new AheadOfCourse(row.Text(27), (int)row.Long(28), (int)row.Long(29)),
        RetryAfter = TimeSpan.FromMilliseconds(row.Long(30)),
        BatchBound = new Money(row.Long(31)),
    };

    private static ReceiptLeg Leg(Row row) =>
        new(row.Scope(FirstLegColumn + 1), row.Text(FirstLegColumn + 2), row.Long(FirstLegColumn + 3), row.Long(FirstLegColumn + 4));
}
