using NodaTime;

namespace BudgetMesh.Storage.Sqlite;

/// <summary>The writer's connection. Thrown away after any failure, with all it remembers, and opened anew.</summary>
internal sealed class WriteSession : IDisposable
{
    // 16 MiB of log between checkpoints: fewer, larger copies into the database than with the default of 4 MiB.
    private const string Settings =
        """
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 4096;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -65536;
        PRAGMA temp_store = MEMORY;
        """;

    private readonly string _path;
    private readonly TimeProvider _clock;

    /// <exception cref="SqliteFault">The file cannot be opened or written.</exception>
    /// <exception cref="StoreUnavailableException">The file is not ours, too new, or on a disk that cannot share it.</exception>
    public WriteSession(string path, DatabaseAccess access, TimeProvider clock)
    {
        _path = path;
        _clock = clock;
        Database = new Database(path, access);
        try
        {
            if (Database.Pragma("journal_mode = WAL") != "wal")
            {
                throw new StoreUnavailableException(
                    $"{path} is on a disk that cannot share memory between connections: name a directory on a local disk");
            }

            Database.Execute(Settings);
            new SchemaMigrator(SchemaSteps.All).Migrate(Database, path);
        }
        catch
        {
            Database.Dispose();
            throw;
        }

        Ledgers = new LedgerNumbers(Database);
    }

    public Database Database { get; }

    public LedgerNumbers Ledgers { get; }

    /// <summary>The store's own clock.</summary>
    public Instant Now => Instant.FromDateTimeOffset(_clock.GetUtcNow());

    /// <summary>
    /// False when the files were moved, deleted or replaced while they are open: they take writes as before, and are gone with
    /// the process.
    /// </summary>
    public bool IsInPlace => !Database.HasMoved && File.Exists(_path + "-wal");

    /// <summary>Runs all of a batch in one transaction; on return it is on disk.</summary>
    /// <exception cref="SqliteFault">The transaction failed; whether it landed is unknown where the commit had begun.</exception>
    public void Commit(IEnumerable<QueuedWrite<WriteSession>> batch)
    {
        Database.Execute("BEGIN IMMEDIATE");
        foreach (var command in batch)
            command.Apply(this);
        Database.Execute("COMMIT");
    }

    public void Dispose() => Database.Dispose();
}
