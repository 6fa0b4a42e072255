using BudgetMesh.Holds;
using BudgetMesh.Lending;

namespace BudgetMesh.Storage.Postgres;

internal sealed class PostgresReceiptStore(PostgresWriter writer, ReadPool readers) : IReceiptStore
{
    /// <summary>Above every character of an incarnation, in byte order.</summary>
    private const char AfterAll = '~';

    public async ValueTask<ReceiptsAppended> AppendAsync(IReadOnlyList<Receipt> receipts)
    {
        if (receipts.Count == 0)
            return new ReceiptsAppended(0, 0);
        List<Receipt> firsts = [];
        List<Receipt> others = [];
        HashSet<(Incarnation, long)> seen = [];
        foreach (var receipt in receipts)
            (seen.Add(Identity(receipt)) ? firsts : others).Add(receipt);
        firsts.Sort(static (left, right) => string.CompareOrdinal(left.Incarnation.Value, right.Incarnation.Value) is not 0 and var order ? order : left.Seq.CompareTo(right.Seq));

        var added = await writer.RunAsync(new AppendReceiptsCommand(firsts));

        others.AddRange(firsts.Where(receipt => !added.Contains(Identity(receipt))));
        return new ReceiptsAppended(added.Count, await CountContradictionsAsync(others));
    }

    public async ValueTask<IReadOnlyList<Receipt>> ReadAsync(ReceiptFilter filter, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filter.Most, ReceiptFilter.PageMax);
        return await ReadWholeAsync(() => new ReceiptQuery(filter).Prepare(), cancellation);
    }

    public async ValueTask<ReceiptSum> SumAsync(ScopePath scope, string budget, long window, CancellationToken cancellation)
    {
        var sums = await readers.AllAsync(
            () => new Statement(ReceiptSql.Sum).Set(scope).Set(budget).Set(window), static row => new ReceiptSum(row.Long(0), row.Long(1)), cancellation);
        return sums[0];
    }

    public async ValueTask<IReadOnlyList<BudgetReceipts>> SumAsync(string incarnations, CancellationToken cancellation) =>
        await readers.AllAsync(
            () => new Statement(ReceiptSql.SumOfIncarnations).Set(incarnations).Set(incarnations + AfterAll),
            static row => new BudgetReceipts(row.Text(0), row.Text(1), row.Long(2), row.Long(3)),
            cancellation);

    /// <summary>Of receipts that were there already. What is stored never changes, so it may be looked at after the commit.</summary>
    private async ValueTask<int> CountContradictionsAsync(List<Receipt> receipts)
    {
        if (receipts.Count == 0)
            return 0;
        var stored = await ReadWholeAsync(
            () => new Statement(ReceiptSql.ReadStored).SetTexts(receipts, static receipt => receipt.Incarnation.Value).SetLongs(receipts, static receipt => receipt.Seq),
            CancellationToken.None);
        var first = stored.DistinctBy(Identity).ToDictionary(Identity);
        return receipts.Count(receipt => !ReceiptRows.IsCopy(receipt, first[Identity(receipt)]));
    }

    private async ValueTask<List<Receipt>> ReadWholeAsync(Func<Statement> make, CancellationToken cancellation)
    {
        var rows = new ReceiptRows();
        await readers.ReadAsync(
            reading =>
            {
                rows = new ReceiptRows();
                reading.Add(make(), row => rows.Add(row));
            },
            cancellation);
        return rows.Receipts;
    }

    private static (Incarnation, long) Identity(Receipt receipt) => (receipt.Incarnation, receipt.Seq);
}
