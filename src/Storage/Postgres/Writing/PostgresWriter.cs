using Npgsql;

namespace BudgetMesh.Storage.Postgres;

/// <summary>
/// The writer of one process. Other processes write the same rows: what is written is decided by the statements, and only what is
/// common to all of a batch (connection, partitions, numbers of receipts) is seen to here.
/// </summary>
internal sealed class PostgresWriter : GroupWriter<Pipeline>
{
    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMost = TimeSpan.FromSeconds(2);

    private readonly PostgresPlace _place;
    private readonly NpgsqlDataSource _connections;
    private WriteSession? _session;
    private TimeSpan _pause = PauseFirst;
    private long _lostAt;
    private IReadOnlyList<string> _warnings = [];

    private PostgresWriter(PostgresPlace place, PostgresOptions options)
        : base(place.Name, options.WritesWaitingMax, options.RowsPerBatchMax, TimeProvider.System)
    {
        _place = place;
        _connections = place.ConnectWriter();
    }

    /// <summary>What weakens the guarantees, as the last connection found it.</summary>
    public IReadOnlyList<string> Warnings => Volatile.Read(ref _warnings);

    /// <summary>Connects, and brings the schema up to date.</summary>
    /// <exception cref="StoreUnavailableException">The server cannot be reached, may not be used so, or is set up in a way that the guarantees exclude.</exception>
    public static async Task<PostgresWriter> OpenAsync(PostgresPlace place, PostgresOptions options, CancellationToken cancellation)
    {
        var writer = new PostgresWriter(place, options);
        try
        {
            writer.Use(await WriteSession.OpenAsync(writer._connections, place, cancellation));
            writer.Start();
            return writer;
        }
        catch (Exception failure)
        {
            await writer.CloseAsync();
            if (failure is OperationCanceledException && cancellation.IsCancellationRequested)
                throw;
            throw place.Explain(failure);
        }
    }

    protected override async ValueTask<BatchResult> CommitAsync(List<QueuedWrite<Pipeline>> batch)
    {
        try
        {
            if (_session is null)
                await ReconnectAsync();
            await _session!.CommitAsync(batch);
            return BatchResult.Landed;
        }
        catch (PostgresException refused) when (refused.InvariantSeverity == "ERROR" && _session is not null)
        {
            // The server has undone the transaction, and says so; the connection is as good as before.
            return BatchResult.Undone(_place.Explain(refused));
        }
        catch (Exception failure)
        {
            await LoseAsync();
            return BatchResult.Unknown(_place.Explain(failure));
        }
    }

    protected override async ValueTask CloseAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        _session = null;
        await _connections.DisposeAsync();
    }

    /// <summary>After a pause, so that a server that starts again is not flooded; what comes meanwhile waits, and goes together.</summary>
    private async Task ReconnectAsync()
    {
        var left = _pause - Clock.GetElapsedTime(_lostAt);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, Clock);
        Use(await WriteSession.OpenAsync(_connections, _place, CancellationToken.None));
        _pause = PauseFirst;
    }

    private void Use(WriteSession session)
    {
        _session = session;
        Volatile.Write(ref _warnings, session.Warnings);
    }

    /// <summary>Nothing that the connection remembers counts any more.</summary>
    private async Task LoseAsync()
    {
        if (_session is null)
            _pause = _pause * 2 < PauseMost ? _pause * 2 : PauseMost;
        else
            await _session.DisposeAsync();
        _session = null;
        _lostAt = Clock.GetTimestamp();
        _connections.Clear();
    }
}
