namespace BudgetMesh.Storage.Sqlite;

/// <summary>The numbers of ledgers, given out at first use and remembered while the connection lives.</summary>
internal sealed class LedgerNumbers(Database database)
{
    // Receipts name the same few ledgers again and again; beyond that, looking one up again costs microseconds.
    private const int RememberedMax = 10_000;

    private readonly Dictionary<(ScopePath Scope, string Budget, long Window), long> _remembered = [];

    public long NumberOf(ScopePath scope, string budget, long window)
    {
        var key = (scope, budget, window);
        if (_remembered.TryGetValue(key, out var known))
            return known;
        if (_remembered.Count >= RememberedMax)
            _remembered.Clear();
        database.Prepare(ReceiptSql.AddLedger).Set(scope).Set(budget).Set(window).Run();
        return _remembered[key] =
            database.Prepare(ReceiptSql.FindLedger).Set(scope).Set(budget).Set(window).First(static row => row.Long(0));
    }
}
