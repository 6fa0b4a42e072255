using SQLitePCL;

namespace BudgetMesh.Storage.Sqlite;

/// <summary>SQLite refused or failed. Stays inside the store: callers see <see cref="StoreUnavailableException"/>.</summary>
/// <param name="code">SQLite's extended result code.</param>
internal sealed class SqliteFault(int code, string message) : Exception($"{message} (SQLite {code})")
{
    public bool WasInterrupted => PrimaryCode == raw.SQLITE_INTERRUPT;

    /// <summary>What happened and what to do about it, for the person who runs the server.</summary>
    public StoreUnavailableException Explain(string path) => new(
        PrimaryCode switch
        {
            raw.SQLITE_FULL => $"{path} cannot grow, its disk is full: free some space, and writing goes on by itself",
            raw.SQLITE_READONLY => $"{path} cannot be written: check that its disk is mounted for writing and that this user may write there",
            raw.SQLITE_CANTOPEN => $"{path} cannot be opened: check that it is there and that this user may read and write it and its directory",
            raw.SQLITE_PERM or raw.SQLITE_AUTH => $"{path} may not be used by this user: check its permissions",
            raw.SQLITE_IOERR => $"{path} could not be read or written: check the disk, its free space and the system's log",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => $"{path} is damaged or no database: stop the server, keep a copy of the file, and restore a backup",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"{path} is locked by another program, such as a shell or a backup: end it, and writing goes on by itself",
            _ => $"{path} failed",
        } + $": {Message}",
        this);

    private int PrimaryCode => code & 0xFF;
}
