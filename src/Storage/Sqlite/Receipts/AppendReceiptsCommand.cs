using BudgetMesh.Holds;

namespace BudgetMesh.Storage.Sqlite;

internal sealed class AppendReceiptsCommand(IReadOnlyList<Receipt> receipts) : WriteCommand<ReceiptsAppended>
{
    public override int Rows { get; } = receipts.Sum(static receipt => 1 + receipt.Legs.Count);

    public override bool IsUrgent => false;

    protected override ReceiptsAppended Write(WriteSession session)
    {
        var added = 0;
        var contradictions = 0;
        foreach (var receipt in receipts)
        {
            if (TryAdd(session, receipt))
                added++;
            else if (!IsCopy(session.Database, receipt))
                contradictions++;
        }

        return new ReceiptsAppended(added, contradictions);
    }

    private static bool TryAdd(WriteSession session, Receipt receipt)
    {
        if (session.Database.Prepare(ReceiptSql.Add).Set(receipt).Run() == 0)
            return false;
        var id = session.Database.LastRowId;
        for (var place = 0; place < receipt.Legs.Count; place++)
        {
            var (scope, budget, window, amount) = receipt.Legs[place];
            var ledger = session.Ledgers.NumberOf(scope, budget, window);
            session.Database.Prepare(ReceiptSql.AddLeg).Set(id).Set(place).Set(ledger).Set(amount).Run();
        }

        return true;
    }

    private static bool IsCopy(Database database, Receipt receipt)
    {
        var stored = database.Prepare(ReceiptSql.ReadOne).Set(receipt.Incarnation.Value).Set(receipt.Seq).ReadWhole().Single();
        return ReceiptRows.IsCopy(receipt, stored);
    }
}
