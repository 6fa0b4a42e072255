namespace BudgetMesh.Storage.Sqlite;

/// <summary>
/// The SQL of a <see cref="ReceiptFilter"/>. The index is named, not left to the planner, which has no statistics to choose by:
/// a page must not turn into a scan when the table grows.
/// </summary>
internal sealed class ReceiptQuery
{
    private readonly List<string> _conditions = [];
    private readonly List<Action<Statement>> _parameters = [];
    private readonly string _index;
    private readonly int _most;

    public ReceiptQuery(ReceiptFilter filter)
    {
        _index = filter switch
        {
            { Decision: not null } => "receipts_by_decision",
            { OnlyRefused: true } => "receipts_refused",
            { Scope: not null } => "receipts_by_leaf",
            _ => "receipts_by_time",
        };
        _most = filter.Most;
        if (filter.Decision is var (incarnation, decision))
            Where("incarnation = ? AND decision = ?", statement => statement.Set(incarnation.Value).Set(decision));
        if (filter.Scope is { } scope)
        {
            // One range of the index, from the scope to the end of what is below it; between the two lie names such as acme-2.
            Where("leaf >= ? AND leaf < ?", statement => statement.Set(scope).Set(scope.EndBelow()));
            Where("(leaf = ? OR leaf >= ?)", statement => statement.Set(scope).Set(scope.FirstBelow()));
        }

        if (filter.OnlyRefused)
            Where("kind = 'Denied'", static _ => { }); // a word and no parameter: so the index of refusals applies
        if (filter.From is { } from)
            Where("at_ticks >= ?", statement => statement.Set(from));
        if (filter.To is { } to)
            Where("at_ticks < ?", statement => statement.Set(to));
        if (filter.Before is var (at, ofIncarnation, seq))
        {
            Where("at_ticks <= ?", statement => statement.Set(at));
            Where("(at_ticks, incarnation, seq) < (?, ?, ?)", statement => statement.Set(at).Set(ofIncarnation.Value).Set(seq));
        }
    }

    /// <summary>The statement with its parameters set, its rows as <see cref="ReceiptSql.ReadWhole"/> says.</summary>
    public Statement Prepare(Database database)
    {
        var where = _conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", _conditions)}";
        var statement = database.Prepare(ReceiptSql.ReadWhole(
            $"SELECT id FROM receipts INDEXED BY {_index} {where} ORDER BY {ReceiptSql.NewestFirst} LIMIT ?"));
        _parameters.ForEach(set => set(statement));
        return statement.Set(_most);
    }

    private void Where(string condition, Action<Statement> set)
    {
        _conditions.Add(condition);
        _parameters.Add(set);
    }
}
