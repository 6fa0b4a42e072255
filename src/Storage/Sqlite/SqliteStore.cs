namespace BudgetMesh.Storage.Sqlite;

/// <summary>
/// The store in one file, <c>books.db</c> of a data directory that no other process may use meanwhile. Made for one server:
/// no other server to install, and every answer durable. Disposing writes what was accepted, then closes the file.
/// </summary>
public sealed class SqliteStore : IMeshStore
{
    public const string FileName = "books.db";

    private readonly DirectoryLock _lock;
    private readonly SqliteWriter _writer;
    private readonly ReadPool _readers;

    private SqliteStore(DirectoryLock directoryLock, string path, SqliteOptions options)
    {
        _lock = directoryLock;
        Place = path;
        _writer = new SqliteWriter(path, options);
        _readers = new ReadPool(path, options.ReadersMax);
        Books = new SqliteBookStore(_writer, _readers);
        Receipts = new SqliteReceiptStore(_writer, _readers);
        Catalog = new SqliteCatalogStore(_writer, _readers);
        Keys = new SqliteKeyStore(_writer, _readers);
        Bounds = new SqliteBoundStore(_writer, _readers);
        Weeks = new SqliteWeekStore(_writer, _readers);
        RateOwners = new SqliteRateOwnerStore(_writer);
    }

    public string Place { get; }

    public IBookStore Books { get; }

    public IReceiptStore Receipts { get; }

    public ICatalogStore Catalog { get; }

    public IKeyStore Keys { get; }

    public IBoundStore Bounds { get; }

    public IWeekStore Weeks { get; }

    public IRateOwnerStore RateOwners { get; }

    /// <summary>The directory is locked: there is no other server to tell anything.</summary>
    public INoticeChannel? Notices => null;

    public StoreUnavailableException? Failure => _writer.Failure;

    public WriterTotals Writing => _writer.Totals;

    public IReadOnlyList<string> Warnings => [];

    /// <summary>Opens the store; creates directory and file where they are missing, and brings an older file up to date.</summary>
    /// <exception cref="StoreUnavailableException">
    /// Another process uses the directory, it cannot be written, or the file is damaged, too new or of another program.
    /// </exception>
    public static SqliteStore Open(string directory, SqliteOptions? options = null)
    {
        var fullDirectory = Path.GetFullPath(directory);
        var path = Path.Combine(fullDirectory, FileName);
        var directoryLock = DirectoryLock.Take(fullDirectory);
        try
        {
            return new SqliteStore(directoryLock, path, options ?? new SqliteOptions());
        }
        catch (Exception failure)
        {
            directoryLock.Dispose();
            if (failure is SqliteFault fault)
                throw fault.Explain(path);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The writer goes last: the last connection to leave copies the log into the file and removes it.
        _readers.Dispose();
        await _writer.DisposeAsync();
        _lock.Dispose();
    }
}
