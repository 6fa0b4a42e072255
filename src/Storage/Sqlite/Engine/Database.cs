using System.Runtime.InteropServices;
using SQLitePCL;

namespace BudgetMesh.Storage.Sqlite;

/// <summary>
/// One connection to the database file, with the statements it has prepared. For one thread at a time, except
/// <see cref="Interrupt"/>. A thin layer of its own, because the writer must see where a transaction begins and ends.
/// </summary>
internal sealed class Database : IDisposable
{
    // Other programs (a shell, a backup) may hold the file for a moment; the store itself never competes with itself.
    private const int BusyTimeoutMs = 5_000;

    private const int FileHasMoved = 20;

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, Statement> _statements = [];

    static Database() => Batteries_V2.Init();

    /// <exception cref="SqliteFault">The file is not there or may not be used.</exception>
    public Database(string path, DatabaseAccess access)
    {
        var flags = raw.SQLITE_OPEN_NOMUTEX | access switch
        {
            DatabaseAccess.Read => raw.SQLITE_OPEN_READONLY,
            DatabaseAccess.Write => raw.SQLITE_OPEN_READWRITE,
            _ => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
        };
        var code = raw.sqlite3_open_v2(path, out _handle, flags, null);
        if (code != raw.SQLITE_OK)
        {
            var fault = Fault(code);
            _handle.Dispose();
            throw fault;
        }

        _ = raw.sqlite3_extended_result_codes(_handle, 1);
        _ = raw.sqlite3_busy_timeout(_handle, BusyTimeoutMs);
    }

    /// <summary>True when the path no longer leads to the file that is open: what is written now is lost with this process.</summary>
    public bool HasMoved => sqlite3_file_control(_handle, "main", FileHasMoved, out var moved) == raw.SQLITE_OK && moved != 0;

    /// <summary>Rows that the last INSERT, UPDATE or DELETE touched.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    public long LastRowId => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>The prepared statement of a text: made once, then reused.</summary>
    public Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
            return known;
        var code = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        Check(code);
        return _statements[sql] = new Statement(this, statement);
    }

    /// <summary>Runs one or more statements without parameters and results.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Rolls a transaction back, where there still is one: some failures have ended it already.</summary>
    public void Undo()
    {
        if (raw.sqlite3_get_autocommit(_handle) == 0)
            Execute("ROLLBACK");
    }

    /// <summary>Sets a pragma, or reads it, and answers its value.</summary>
    public string Pragma(string text) => Prepare($"PRAGMA {text}").First(static row => row.Text(0)) ?? "";

    /// <summary>Makes what runs now on this connection fail soon. From any thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_handle);

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw Fault(code);
    }

    /// <summary>Closes the connection; what a transaction had begun is undone.</summary>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _handle.Dispose();
    }

    private SqliteFault Fault(int code)
    {
        var extended = raw.sqlite3_extended_errcode(_handle);
        return new SqliteFault((extended & 0xFF) == (code & 0xFF) ? extended : code, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    // The one call that the managed layer lacks.
    [DllImport("e_sqlite3", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int sqlite3_file_control(sqlite3 database, string schema, int operation, out int result);
}

internal enum DatabaseAccess
{
    Read,
    Write,
    Create,
}
