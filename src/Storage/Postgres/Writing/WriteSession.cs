using Npgsql;

namespace BudgetMesh.Storage.Postgres;

/// <summary>The writer's connection, and what it remembers of the database. Thrown away when it breaks, and opened anew.</summary>
internal sealed class WriteSession : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly ReceiptMonths _months;
    private readonly ReceiptNumbers _numbers;
    private string? _warned;

    private WriteSession(NpgsqlConnection connection, PostgresPlace place, IReadOnlyList<string> warnings)
    {
        _connection = connection;
        _months = new ReceiptMonths(connection, place);
        _numbers = new ReceiptNumbers(connection);
        Warnings = warnings;
        connection.Notice += (_, notice) => _warned = notice.Notice.InvariantSeverity == "WARNING" ? notice.Notice.MessageText : _warned;
    }

    public IReadOnlyList<string> Warnings { get; }

    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses.</exception>
    /// <exception cref="StoreUnavailableException">Its settings or its schema do not do.</exception>
    public static async Task<WriteSession> OpenAsync(NpgsqlDataSource connections, PostgresPlace place, CancellationToken cancellation)
    {
        var connection = await connections.OpenConnectionAsync(cancellation);
        try
        {
            var warnings = await ServerSettings.CheckAsync(connection, place, cancellation);
            await new SchemaMigrator(SchemaSteps.All).MigrateAsync(connection, place, cancellation);
            return new WriteSession(connection, place, warnings);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs all of a batch in one transaction; on return it is on disk.</summary>
    /// <exception cref="PostgresException">With severity ERROR: the transaction was undone.</exception>
    /// <exception cref="NpgsqlException">The connection broke; whether it landed is unknown.</exception>
    public async Task CommitAsync(List<QueuedWrite<Pipeline>> batch)
    {
        await _months.LookAheadAsync();
        foreach (var append in batch.OfType<AppendReceiptsCommand>())
        {
            await _months.PrepareAsync(append.Receipts);
            await _numbers.ReserveAsync(append.Receipts.Count);
            append.Number(_numbers.Next);
        }

        var pipeline = new Pipeline();
        foreach (var write in batch.OrderBy(static write => write.LockOrder, StringComparer.Ordinal))
            write.Apply(pipeline);
        _warned = null;
        await pipeline.RunAsync(_connection, CancellationToken.None);
        // A commit that was waiting for a standby and was told to stop is answered with a warning, as if it had landed on both.
        if (_warned is { } warning)
            throw new StoreUnavailableException($"the commit was not clean: {warning}");
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
