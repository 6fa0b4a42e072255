using System.Collections.Concurrent;

namespace BudgetMesh.Storage.Sqlite;

/// <summary>Connections for reading, each read on one snapshot. They neither wait for the writer nor hold it up.</summary>
internal sealed class ReadPool(string path, int readersMax) : IDisposable
{
    private readonly SemaphoreSlim _places = new(readersMax);
    private readonly ConcurrentBag<Database> _idle = [];
    private volatile bool _closed;

    /// <summary>Reads on the calling thread, once a connection is free.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be read now.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; a long read stops at once.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<Database, T> read, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        try
        {
            if (_closed)
                throw new StoreUnavailableException($"{path} is closed: the server is stopping");
            return Read(read, cancellation);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Waits for the reads that run, then closes their connections.</summary>
    public void Dispose()
    {
        _closed = true;
        for (var place = 0; place < readersMax; place++)
            _places.Wait();
        while (_idle.TryTake(out var database))
            database.Dispose();
        _places.Release(readersMax);
    }

    private T Read<T>(Func<Database, T> read, CancellationToken cancellation)
    {
        Database? database = null;
        try
        {
            if (!_idle.TryTake(out database))
                database = new Database(path, DatabaseAccess.Read);
            T result;
            // Ends before the connection goes back, so that a late cancellation cannot hit the next reader.
            using (cancellation.UnsafeRegister(static open => ((Database)open!).Interrupt(), database))
                result = OnSnapshot(database, read);
            _idle.Add(database);
            return result;
        }
        catch (Exception failure)
        {
            database?.Dispose();
            throw failure switch
            {
                SqliteFault { WasInterrupted: true } => new OperationCanceledException(cancellation),
                SqliteFault fault => fault.Explain(path),
                _ => new StoreUnavailableException($"reading from {path} failed: {failure.Message}", failure),
            };
        }
    }

    private static T OnSnapshot<T>(Database database, Func<Database, T> read)
    {
        database.Execute("BEGIN");
        var result = read(database);
        database.Execute("COMMIT");
        return result;
    }
}
