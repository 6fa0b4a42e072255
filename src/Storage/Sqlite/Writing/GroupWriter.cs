using System.Threading.Channels;

namespace BudgetMesh.Storage.Sqlite;

/// <summary>
/// The one writer. Everything that waits goes into one transaction, and is answered when that is durable; what arrives meanwhile
/// is the next batch. So the cost of reaching the disk is shared by as many callers as there are, and nobody waits for a timer.
/// </summary>
internal sealed class GroupWriter : IAsyncDisposable
{
    private readonly Channel<WriteCommand> _intake = Channel.CreateUnbounded<WriteCommand>(new() { SingleReader = true });
    private readonly SemaphoreSlim _places;
    private readonly WriteLanes _lanes;
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Task _loop;
    private long _transactions;
    private long _commands;
    private long _busyTicks;
    private WriteSession? _session;
    private StoreUnavailableException? _failure;
    private StoreUnavailableException? _lost;

    /// <exception cref="SqliteFault">The file cannot be created, opened or written.</exception>
    /// <exception cref="StoreUnavailableException">The file is not ours or too new.</exception>
    public GroupWriter(string path, SqliteOptions options)
    {
        _path = path;
        _clock = options.Clock;
        _places = new SemaphoreSlim(options.WritesWaitingMax);
        _lanes = new WriteLanes(options.RowsPerBatchMax);
        _session = new WriteSession(path, DatabaseAccess.Create, _clock);
        _loop = Task.Run(WriteAsync);
    }

    /// <summary>Why the last batch failed, or null when it landed.</summary>
    public StoreUnavailableException? Failure => Volatile.Read(ref _failure);

    /// <summary>What it has done since it was opened.</summary>
    public WriterTotals Totals => new(Interlocked.Read(ref _transactions), Interlocked.Read(ref _commands), TimeSpan.FromTicks(Interlocked.Read(ref _busyTicks)));

    /// <summary>Waits for a place in the queue, then for the commit.</summary>
    /// <exception cref="StoreUnavailableException">Whether it was written is unknown.</exception>
    public async Task<T> RunAsync<T>(WriteCommand<T> command)
    {
        await _places.WaitAsync();
        try
        {
            if (!_intake.Writer.TryWrite(command))
                throw new StoreUnavailableException($"{_path} is closed: the server is stopping");
            return await command.Answer;
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Writes what waits already, takes nothing more, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _intake.Writer.TryComplete();
        await _loop;
        _session?.Dispose();
        _session = null;
    }

    private async Task WriteAsync()
    {
        while (await _intake.Reader.WaitToReadAsync())
        {
            do
            {
                while (_intake.Reader.TryRead(out var command))
                    _lanes.Add(command);
                Commit(_lanes.Take());
            }
            while (!_lanes.IsEmpty);
        }
    }

    private void Commit(List<WriteCommand> batch)
    {
        var begun = _clock.GetTimestamp();
        var failed = TryCommit(batch);
        Interlocked.Increment(ref _transactions);
        Interlocked.Add(ref _commands, batch.Count);
        Interlocked.Add(ref _busyTicks, _clock.GetElapsedTime(begun).Ticks);
        if (failed is { } failure)
        {
            Volatile.Write(ref _failure, failure);
            batch.ForEach(command => command.Failed(failure));
            return;
        }

        Volatile.Write(ref _failure, null);
        batch.ForEach(static command => command.Committed());
    }

    private StoreUnavailableException? TryCommit(List<WriteCommand> batch)
    {
        if (_lost is not null)
            return _lost;
        try
        {
            // Opened anew after a failure. Not created anew: a file that is gone is an alarm, not a fresh start.
            _session ??= new WriteSession(_path, DatabaseAccess.Write, _clock);
            _session.Commit(batch);
            // What lies at the path now may be another history, so this is not mended by opening it.
            return _session.IsInPlace ? null : _lost = new StoreUnavailableException(
                $"{_path} or its -wal was moved, deleted or replaced while in use: stop the server, put the files back, start it again");
        }
        catch (Exception failure)
        {
            // Whatever it was: the callers must hear of it, and the loop must live.
            _session?.Dispose();
            _session = null;
            return failure switch
            {
                StoreUnavailableException known => known,
                SqliteFault fault => fault.Explain(_path),
                _ => new StoreUnavailableException($"writing to {_path} failed: {failure.Message}", failure),
            };
        }
    }
}
