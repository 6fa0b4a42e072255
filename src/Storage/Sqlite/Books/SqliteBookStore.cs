using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Storage.Sqlite;

internal sealed class SqliteBookStore(GroupWriter writer, ReadPool readers) : IBookStore
{
    public ValueTask<BookRecord> ReadAsync(ScopePath scope, CancellationToken cancellation) =>
        readers.ReadAsync(database => Read(database, scope), cancellation);

    public async ValueTask<WriteOutcome> WriteAsync(BookWrite write)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(write.FromVersion);
        // A write that does not raise the version could land twice, and one that lowers the epoch could undo a new owner's claim.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(write.Version, write.FromVersion);
        ArgumentOutOfRangeException.ThrowIfLessThan(write.Epoch, write.FromEpoch);
        try
        {
            return await writer.RunAsync(new WriteBookCommand(write));
        }
        catch (StoreUnavailableException)
        {
            return WriteOutcome.Unknown;
        }
    }

    public ValueTask<IReadOnlyList<ScopePath>> ListAsync(ScopePath? under, ScopePath? after, int most, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<ScopePath>>(
            database => (under is { } top
                    ? database.Prepare(BookSql.ListUnder).Set(top).Set(top.FirstBelow()).Set(top.EndBelow())
                    : database.Prepare(BookSql.ListAll))
                .Set(after?.Value ?? "").Set(most).All(static row => row.Scope(0)),
            cancellation);

    public ValueTask<IReadOnlyList<ScopePath>> ListMadeAsync(string? pattern, ScopePath? after, int most, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<ScopePath>>(
            database => (pattern is null ? database.Prepare(BookSql.ListConfigured) : database.Prepare(BookSql.ListMade).Set(pattern))
                .Set(after?.Value ?? "").Set(most).All(static row => row.Scope(0)),
            cancellation);

    public ValueTask<IReadOnlyList<ScopePath>> ListBusyAsync(ScopePath? after, int most, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<ScopePath>>(
            database => database.Prepare(BookSql.ListBusy).Set(after?.Value ?? "").Set(most).All(static row => row.Scope(0)), cancellation);

    public ValueTask<IReadOnlyList<ScopePath>> ListUnusedAsync(string pattern, Instant unusedSince, ScopePath? after, int most, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<ScopePath>>(
            database => database.Prepare(BookSql.ListUnused).Set(pattern).Set(unusedSince).Set(after?.Value ?? "").Set(most).All(static row => row.Scope(0)), cancellation);

    public ValueTask<IReadOnlyList<PatternTotals>> SumMadeAsync(CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<PatternTotals>>(
            static database =>
            {
                var budgets = database.Prepare(BookSql.SumMade).All(static row => (Pattern: row.Text(0), Totals: Totals(row))).ToLookup(static sum => sum.Pattern, static sum => sum.Totals);
                return database.Prepare(BookSql.CountsMade).All(row => new PatternTotals(row.Text(0), row.Long(1), [.. budgets[row.Text(0)]]));
            },
            cancellation);

    public ValueTask<IReadOnlyList<Adjustment>> ReadAdjustmentsAsync(ScopePath scope, int most, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<Adjustment>>(
            database => database.Prepare(AdjustmentSql.ReadNewest).Set(scope).Set(most).All(AdjustmentSql.Adjustment), cancellation);

    private static BookRecord Read(Database database, ScopePath scope)
    {
        var head = database.Prepare(BookSql.Read).Set(scope).First(row => BookRecord.Empty(scope) with
        {
            Version = row.Long(0),
            Epoch = row.Long(1),
            Owner = row.Text(2),
            Generation = row.Long(3),
            Frozen = row.TextOrNull(4),
        });
        return head is null ? BookRecord.Empty(scope) : head with
        {
            Windows = database.Prepare(BookSql.ReadWindows).Set(scope).All(static row =>
                new WindowRecord(row.Text(0), row.Long(1), row.At(2), row.At(3), row.Long(4), Open: row.Long(5) != 0)),
            Borrowers = database.Prepare(BookSql.ReadBorrowers).Set(scope).All(static row =>
                new BorrowerRecord(new Incarnation(row.Text(0)), row.Long(1), row.Word<BorrowerState>(2))),
            Accounts = database.Prepare(BookSql.ReadAccounts).Set(scope).All(static row =>
                new AccountRecord(new Incarnation(row.Text(0)), row.Text(1), row.Long(2), Counters(row))),
            Adjustments = database.Prepare(AdjustmentSql.ReadOfWindows).Set(scope).All(AdjustmentSql.Adjustment),
        };
    }

    private static MadeBudgetTotals Totals(Row row) =>
        new(row.Text(1), row.Long(2), row.Long(3), row.Long(4), row.Long(5), row.Long(6), row.Long(7), row.Long(8), row.Long(9));

    private static SliceCounters Counters(Row row) =>
        new(row.Long(3), row.Long(4), row.Long(5), row.Long(6), row.Long(7), row.Long(8), row.Long(9));
}
