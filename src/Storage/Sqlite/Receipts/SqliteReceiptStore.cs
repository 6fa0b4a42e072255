using BudgetMesh.Holds;

namespace BudgetMesh.Storage.Sqlite;

internal sealed class SqliteReceiptStore(SqliteWriter writer, ReadPool readers) : IReceiptStore
{
    public async ValueTask<ReceiptsAppended> AppendAsync(IReadOnlyList<Receipt> receipts) =>
        receipts.Count == 0 ? new ReceiptsAppended(0, 0) : await writer.RunAsync(new AppendReceiptsCommand(receipts));

    public ValueTask<IReadOnlyList<Receipt>> ReadAsync(ReceiptFilter filter, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filter.Most, ReceiptFilter.PageMax);
        return readers.ReadAsync<IReadOnlyList<Receipt>>(database => new ReceiptQuery(filter).Prepare(database).ReadWhole(), cancellation);
    }

    public ValueTask<ReceiptSum> SumAsync(ScopePath scope, string budget, long window, CancellationToken cancellation) =>
        readers.ReadAsync(
            database => database.Prepare(ReceiptSql.Sum).Set(scope).Set(budget).Set(window)
                .First(static row => new ReceiptSum(row.Long(0), ReceiptSql.Whole(row.Long(1), row.Long(2))))!,
            cancellation);

    public ValueTask<IReadOnlyList<BudgetReceipts>> SumAsync(string incarnations, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<BudgetReceipts>>(
            database => database.Prepare(ReceiptSql.SumOfIncarnations).Set(incarnations).Set(incarnations + AfterAll)
                .All(static row => new BudgetReceipts(row.Text(0), row.Text(1), row.Long(2), ReceiptSql.Whole(row.Long(3), row.Long(4)))),
            cancellation);

    /// <summary>Above every character of an incarnation, in byte order.</summary>
    private const char AfterAll = '~';
}
