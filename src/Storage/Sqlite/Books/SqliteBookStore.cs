using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Storage.Sqlite;

internal sealed class SqliteBookStore(SqliteWriter writer, ReadPool readers) : IBookStore
{
    public ValueTask<BookRecord> ReadAsync(ScopePath scope, CancellationToken cancellation) =>
        readers.ReadAsync(database => Read(database, scope), cancellation);

    public async ValueTask<WriteOutcome> WriteAsync(BookWrite write)
    {
        write.ThrowIfUnsafe();
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
                var budgets = database.Prepare(BookSql.SumMade).All(static row => (Pattern: row.Text(0), Totals: BookRows.Totals(row))).ToLookup(static sum => sum.Pattern, static sum => sum.Totals);
                return database.Prepare(BookSql.CountsMade).All(row => new PatternTotals(row.Text(0), row.Long(1), [.. budgets[row.Text(0)]]));
            },
            cancellation);

    public ValueTask<IReadOnlyList<Adjustment>> ReadAdjustmentsAsync(ScopePath scope, int most, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<Adjustment>>(
            database => database.Prepare(AdjustmentSql.ReadNewest).Set(scope).Set(most).All(BookRows.Adjustment), cancellation);

    private static BookRecord Read(Database database, ScopePath scope)
    {
        var head = database.Prepare(BookSql.Read).Set(scope).First(row => BookRows.Head(scope, row));
        return head is null ? BookRecord.Empty(scope) : head with
        {
            Windows = database.Prepare(BookSql.ReadWindows).Set(scope).All(BookRows.Window),
            Borrowers = database.Prepare(BookSql.ReadBorrowers).Set(scope).All(BookRows.Borrower),
            Accounts = database.Prepare(BookSql.ReadAccounts).Set(scope).All(BookRows.Account),
            Adjustments = database.Prepare(AdjustmentSql.ReadOfWindows).Set(scope).All(BookRows.Adjustment),
        };
    }
}
