using BudgetMesh.Routing;

namespace BudgetMesh.Storage.Postgres;

internal sealed class PostgresWeekStore(PostgresWriter writer, ReadPool readers) : IWeekStore
{
    public async ValueTask<IReadOnlyList<WeekRecord>> ReadAsync(ScopePath scope, CancellationToken cancellation) =>
        await readers.AllAsync(() => new Statement("SELECT budget, since_ticks, hours FROM weeks WHERE scope = $1 ORDER BY budget").Set(scope), WeekRows.Week, cancellation);

    public async ValueTask WriteAsync(ScopePath scope, IReadOnlyList<WeekRecord> weeks)
    {
        if (weeks.Count > 0)
            await writer.RunAsync(new WriteWeeksCommand(scope, weeks));
    }
}
