namespace BudgetMesh.Storage.Sqlite;

/// <summary>The writer of one file.</summary>
internal sealed class SqliteWriter : GroupWriter<WriteSession>
{
    private readonly string _path;
    private WriteSession? _session;
    private StoreUnavailableException? _lost;

    /// <exception cref="SqliteFault">The file cannot be created, opened or written.</exception>
    /// <exception cref="StoreUnavailableException">The file is not ours or too new.</exception>
    public SqliteWriter(string path, SqliteOptions options)
        : base(path, options.WritesWaitingMax, options.RowsPerBatchMax, options.Clock)
    {
        _path = path;
        _session = new WriteSession(path, DatabaseAccess.Create, Clock);
        Start();
    }

    protected override ValueTask<BatchResult> CommitAsync(List<QueuedWrite<WriteSession>> batch) =>
        ValueTask.FromResult(TryCommit(batch) is { } failure ? BatchResult.Unknown(failure) : BatchResult.Landed);

    protected override ValueTask CloseAsync()
    {
        _session?.Dispose();
        _session = null;
        return ValueTask.CompletedTask;
    }

    private StoreUnavailableException? TryCommit(List<QueuedWrite<WriteSession>> batch)
    {
        if (_lost is not null)
            return _lost;
        try
        {
            // Opened anew after a failure. Not created anew: a file that is gone is an alarm, not a fresh start.
            _session ??= new WriteSession(_path, DatabaseAccess.Write, Clock);
            _session.Commit(batch);
            // What lies at the path now may be another history, so this is not mended by opening it.
            return _session.IsInPlace ? null : _lost = new StoreUnavailableException(
                $"{_path} or its -wal was moved, deleted or replaced while in use: stop the server, put the files back, start it again");
        }
        catch (Exception failure)
        {
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
