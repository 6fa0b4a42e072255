namespace BudgetMesh.Storage.Postgres;

/// <summary>The SQL of a <see cref="ReceiptFilter"/>, with its parameters.</summary>
internal sealed class ReceiptQuery
{
    private readonly List<string> _conditions = [];
    private readonly List<Action<Statement>> _parameters = [];
    private readonly int _most;

    public ReceiptQuery(ReceiptFilter filter)
    {
        _most = filter.Most;
        if (filter.Decision is var (incarnation, decision))
            Where($"incarnation = {Next(statement => statement.Set(incarnation.Value))} AND decision = {Next(statement => statement.Set(decision))}");
        if (filter.Scope is { } scope)
        {
            // One range of the index, from the scope to the end of what is below it; between the two lie names such as acme-2.
            Where($"leaf >= {Next(statement => statement.Set(scope))} AND leaf < {Next(statement => statement.Set(scope.EndBelow()))}");
            Where($"(leaf = {Next(statement => statement.Set(scope))} OR leaf >= {Next(statement => statement.Set(scope.FirstBelow()))})");
        }

        if (filter.OnlyRefused)
            Where("kind = 'Denied'"); // a word and no parameter: so the index of refusals applies
        if (filter.From is { } from)
            Where($"at_ticks >= {Next(statement => statement.Set(from))}");
        if (filter.To is { } to)
            Where($"at_ticks < {Next(statement => statement.Set(to))}");
        if (filter.Before is var (at, ofIncarnation, seq))
        {
            Where($"at_ticks <= {Next(statement => statement.Set(at))}");
            Where($"(at_ticks, incarnation, seq) < ({Next(statement => statement.Set(at))}, {Next(statement => statement.Set(ofIncarnation.Value))}, {Next(statement => statement.Set(seq))})");
        }
    }

    /// <summary>Its rows are as <see cref="ReceiptRows"/> reads them.</summary>
    public Statement Prepare()
    {
        var where = _conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", _conditions)}";
        var statement = new Statement(ReceiptSql.ReadPage(where, $"${_parameters.Count + 1}"));
        _parameters.ForEach(set => set(statement));
        return statement.Set((long)_most);
    }

    private void Where(string condition) => _conditions.Add(condition);

    private string Next(Action<Statement> set)
    {
        _parameters.Add(set);
        return $"${_parameters.Count}";
    }
}
