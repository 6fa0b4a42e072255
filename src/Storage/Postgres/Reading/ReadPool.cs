using Npgsql;

namespace BudgetMesh.Storage.Postgres;

/// <summary>Connections for reading. They neither wait for the writer nor hold it up.</summary>
internal sealed class ReadPool(PostgresPlace place) : IAsyncDisposable
{
    // One snapshot for all statements between the two, and all in one round trip.
    private const string Begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    private const string End = "COMMIT";

    private readonly NpgsqlDataSource _connections = place.ConnectReaders();

    /// <summary>Runs what <paramref name="add"/> adds, all of it on one snapshot. Where a connection turns out to be dead, it is called again.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read now.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask ReadAsync(Action<Pipeline> add, CancellationToken cancellation) => RunAsync(
        pipeline =>
        {
            pipeline.Add(new Statement(Begin));
            add(pipeline);
            pipeline.Add(new Statement(End));
        },
        cancellation);

    /// <summary>All rows of one statement.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read now.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<List<T>> AllAsync<T>(Func<Statement> make, Func<Row, T> read, CancellationToken cancellation)
    {
        List<T> rows = [];
        await RunAsync(
            pipeline =>
            {
                rows.Clear();
                pipeline.Add(make(), row => rows.Add(read(row)));
            },
            cancellation);
        return rows;
    }

    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    private async ValueTask RunAsync(Action<Pipeline> add, CancellationToken cancellation)
    {
        try
        {
            try
            {
                await OnceAsync(add, cancellation);
            }
            catch (NpgsqlException broken) when (IsDead(broken))
            {
                // All that were open when the server went down are dead, and each would say so to somebody.
                _connections.Clear();
                await OnceAsync(add, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            throw place.Explain(failure);
        }
    }

    private async ValueTask OnceAsync(Action<Pipeline> add, CancellationToken cancellation)
    {
        await using var connection = await _connections.OpenConnectionAsync(cancellation);
        var pipeline = new Pipeline();
        add(pipeline);
        await pipeline.RunAsync(connection, cancellation);
    }

    private static bool IsDead(NpgsqlException failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } ||
        (failure is not PostgresException && failure.InnerException is IOException or System.Net.Sockets.SocketException);
}
