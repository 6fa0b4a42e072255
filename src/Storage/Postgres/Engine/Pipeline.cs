using Npgsql;

namespace BudgetMesh.Storage.Postgres;

/// <summary>
/// Statements that are sent together, so that all of them take one round trip, and that are one transaction: the commit is sent with
/// them. A process that stops in the middle therefore leaves no locks behind.
/// </summary>
internal sealed class Pipeline
{
    private readonly List<Statement> _statements = [];
    private readonly List<Action<Row>> _visits = [];

    /// <summary>Adds a statement that answers no rows.</summary>
    public void Add(Statement statement) => _statements.Add(statement);

    /// <summary>Adds a statement that answers rows, perhaps none.</summary>
    public void Add(Statement statement, Action<Row> visit)
    {
        _statements.Add(statement);
        _visits.Add(visit);
    }

    /// <summary>Runs all of them; on return the transaction is durable.</summary>
    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in _statements)
            batch.BatchCommands.Add(statement.Command);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var row = new PostgresRow(reader);
        foreach (var visit in _visits)
        {
            while (await reader.ReadAsync(cancellation))
                visit(row);
            await reader.NextResultAsync(cancellation);
        }

        // To the very end: what fails in the commit is said after the last row.
        while (await reader.NextResultAsync(cancellation))
        {
        }
    }
}
