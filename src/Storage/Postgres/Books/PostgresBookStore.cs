using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Storage.Postgres;

internal sealed class PostgresBookStore(PostgresWriter writer, ReadPool readers) : IBookStore
{
    public async ValueTask<BookRecord> ReadAsync(ScopePath scope, CancellationToken cancellation)
    {
        BookRecord? head = null;
        List<WindowRecord> windows = [];
        List<BorrowerRecord> borrowers = [];
        List<AccountRecord> accounts = [];
        List<Adjustment> adjustments = [];
        await readers.ReadAsync(
            reading =>
            {
                // A reading that is tried again begins anew.
                head = null;
                windows.Clear();
                borrowers.Clear();
                accounts.Clear();
                adjustments.Clear();
                reading.Add(new Statement(BookSql.Read).Set(scope), row => head = BookRows.Head(scope, row));
                reading.Add(new Statement(BookSql.ReadWindows).Set(scope), row => windows.Add(BookRows.Window(row)));
                reading.Add(new Statement(BookSql.ReadBorrowers).Set(scope), row => borrowers.Add(BookRows.Borrower(row)));
                reading.Add(new Statement(BookSql.ReadAccounts).Set(scope), row => accounts.Add(BookRows.Account(row)));
                reading.Add(new Statement(BookSql.ReadAdjustments).Set(scope), row => adjustments.Add(BookRows.Adjustment(row)));
            },
            cancellation);
        return head is null ? BookRecord.Empty(scope) : head with { Windows = windows, Borrowers = borrowers, Accounts = accounts, Adjustments = adjustments };
    }

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

    public async ValueTask<IReadOnlyList<Adjustment>> ReadAdjustmentsAsync(ScopePath scope, int most, CancellationToken cancellation) =>
        await readers.AllAsync(() => new Statement(BookSql.NewestAdjustments).Set(scope).Set(most), BookRows.Adjustment, cancellation);

    public ValueTask<IReadOnlyList<ScopePath>> ListAsync(ScopePath? under, ScopePath? after, int most, CancellationToken cancellation) =>
        under is { } top
            ? ListAsync(BookSql.ListUnder, after, most, statement => statement.Set(top).Set(top.FirstBelow()).Set(top.EndBelow()), cancellation)
            : ListAsync(BookSql.ListAll, after, most, static statement => statement, cancellation);

    public ValueTask<IReadOnlyList<ScopePath>> ListMadeAsync(string? pattern, ScopePath? after, int most, CancellationToken cancellation) =>
        pattern is null
            ? ListAsync(BookSql.ListConfigured, after, most, static statement => statement, cancellation)
            : ListAsync(BookSql.ListMade, after, most, statement => statement.Set(pattern), cancellation);

    public ValueTask<IReadOnlyList<ScopePath>> ListBusyAsync(ScopePath? after, int most, CancellationToken cancellation) =>
        ListAsync(BookSql.ListBusy, after, most, static statement => statement, cancellation);

    public ValueTask<IReadOnlyList<ScopePath>> ListUnusedAsync(string pattern, Instant unusedSince, ScopePath? after, int most, CancellationToken cancellation) =>
        ListAsync(BookSql.ListUnused, after, most, statement => statement.Set(pattern).Set(unusedSince), cancellation);

    public async ValueTask<IReadOnlyList<PatternTotals>> SumMadeAsync(CancellationToken cancellation)
    {
        List<(string Pattern, MadeBudgetTotals Totals)> budgets = [];
        List<(string Pattern, long Scopes)> patterns = [];
        await readers.ReadAsync(
            reading =>
            {
                budgets.Clear();
                patterns.Clear();
                reading.Add(new Statement(BookSql.SumMade), row => budgets.Add((row.Text(0), BookRows.Totals(row))));
                reading.Add(new Statement(BookSql.CountsMade), row => patterns.Add((row.Text(0), row.Long(1))));
            },
            cancellation);
        var ofPattern = budgets.ToLookup(static sum => sum.Pattern, static sum => sum.Totals);
        return [.. patterns.Select(counted => new PatternTotals(counted.Pattern, counted.Scopes, [.. ofPattern[counted.Pattern]]))];
    }

    private async ValueTask<IReadOnlyList<ScopePath>> ListAsync(string sql, ScopePath? after, int most, Func<Statement, Statement> set, CancellationToken cancellation) =>
        await readers.AllAsync(() => set(new Statement(sql).Set(after?.Value ?? "").Set(most)), static row => row.Scope(0), cancellation);
}
