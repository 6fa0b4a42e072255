using BudgetMesh.Routing;

namespace BudgetMesh.Storage.Sqlite;

internal sealed class SqliteWeekStore(SqliteWriter writer, ReadPool readers) : IWeekStore
{
    public ValueTask<IReadOnlyList<WeekRecord>> ReadAsync(ScopePath scope, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<WeekRecord>>(database => database.Prepare(WeekSql.Read).Set(scope).All(WeekRows.Week), cancellation);

    public async ValueTask WriteAsync(ScopePath scope, IReadOnlyList<WeekRecord> weeks)
    {
        if (weeks.Count > 0)
            await writer.RunAsync(new WriteWeeksCommand(scope, weeks));
    }
}
