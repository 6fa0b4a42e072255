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
    private StoreUnavailableException? _away;
    private TimeSpan _pause = PauseFirst;
    private long _awaySince;
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
        if (_away is not null && Clock.GetElapsedTime(_awaySince) < _pause)
            return BatchResult.Unknown(_away);
        try
        {
            if (_session is null)
                Use(await WriteSession.OpenAsync(_connections, _place, CancellationToken.None));
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
            var explained = _place.Explain(failure);
            await LoseAsync(explained);
            return BatchResult.Unknown(explained);
        }
    }

    protected override async ValueTask CloseAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        _session = null;
        await _connections.DisposeAsync();
    }

    private void Use(WriteSession session)
    {
        _session = session;
        _away = null;
        _pause = PauseFirst;
        Volatile.Write(ref _warnings, session.Warnings);
    }

    /// <summary>Nothing that the connection remembers counts any more. Who asks meanwhile is told at once; the next connection is tried after a pause that grows.</summary>
    private async Task LoseAsync(StoreUnavailableException why)
    {
        _pause = _session is not null ? PauseFirst : _pause * 2 < PauseMost ? _pause * 2 : PauseMost;
        _away = why;
        _awaySince = Clock.GetTimestamp();
        if (_session is not null)
            await _session.DisposeAsync();
        _session = null;
        _connections.Clear();
    }
}
