using NodaTime;
using SQLitePCL;

namespace BudgetMesh.Storage.Sqlite;

/// <summary>
/// A prepared statement: <c>Set</c> its parameters from the first to the last, then run it once by <see cref="Run"/>,
/// <see cref="First{T}"/>, <see cref="All{T}"/> or <see cref="Each"/>, after which it is ready to be used again.
/// </summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    private int _set;

    public Statement Set(long value) => Checked(raw.sqlite3_bind_int64(handle, ++_set, value));

    public Statement Set(string? value) => Checked(value switch
    {
        null => raw.sqlite3_bind_null(handle, ++_set),
        _ => raw.sqlite3_bind_text(handle, ++_set, value),
    });

    public Statement Set(ScopePath value) => Set(value.Value);

    public Statement Set(Instant value) => Set(value.ToUnixTimeTicks());

    public Statement Set(Instant? value) => value is { } instant ? Set(instant) : Checked(raw.sqlite3_bind_null(handle, ++_set));

    /// <summary>Runs to the end; answers how many rows were inserted, updated or deleted.</summary>
    public int Run()
    {
        Each(static _ => { });
        return database.Changes;
    }

    /// <summary>The first row, or default where there is none.</summary>
    public T? First<T>(Func<Row, T> read)
    {
        try
        {
            return Step() ? read(new SqliteRow(handle)) : default;
        }
        finally
        {
            Reset();
        }
    }

    public List<T> All<T>(Func<Row, T> read)
    {
        List<T> rows = [];
        Each(row => rows.Add(read(row)));
        return rows;
    }

    public void Each(Action<Row> visit)
    {
        try
        {
            var row = new SqliteRow(handle);
            while (Step())
                visit(row);
        }
        finally
        {
            Reset();
        }
    }

    public void Dispose() => handle.Dispose();

    private bool Step()
    {
        var code = raw.sqlite3_step(handle);
        database.Check(code);
        return code == raw.SQLITE_ROW;
    }

    // The code of a reset repeats what the step has reported already.
    private void Reset()
    {
        _ = raw.sqlite3_reset(handle);
        _set = 0;
    }

    private Statement Checked(int code)
    {
        database.Check(code);
        return this;
    }
}

/// <summary>The row that a statement stands on.</summary>
internal sealed class SqliteRow(sqlite3_stmt handle) : Row
{
    public override long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public override bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public override string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();
}
