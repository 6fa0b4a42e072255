using BudgetMesh.Holds;
using NodaTime;

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
        // As it would have been stored: instants in ticks. Legs are lists, which records compare by reference.
        var given = receipt with { At = Instant.FromUnixTimeTicks(receipt.At.ToUnixTimeTicks()), Legs = stored.Legs };
        // A journal does not keep what a refusal says of waiting: a copy that comes from one is a copy all the same.
        if (given.RetryAfter == TimeSpan.Zero && given.BatchBound == Money.Zero)
            given = given with { RetryAfter = stored.RetryAfter, BatchBound = stored.BatchBound };
        return given == stored && receipt.Legs.SequenceEqual(stored.Legs);
    }
}
