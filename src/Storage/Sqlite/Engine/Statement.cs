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
            return Step() ? read(new Row(handle)) : default;
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
            while (Step())
                visit(new Row(handle));
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

/// <summary>The row that a statement stands on: columns by place, from 0.</summary>
internal readonly struct Row(sqlite3_stmt handle)
{
    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public ScopePath Scope(int column) => ScopePath.Parse(Text(column));

    /// <summary>To 100 ns; the end of time is the end of time, or a window without an end would come back as one that has.</summary>
    public Instant At(int column) => Long(column) is var ticks && ticks == EndOfTime ? Instant.MaxValue : Instant.FromUnixTimeTicks(ticks);

    private static readonly long EndOfTime = Instant.MaxValue.ToUnixTimeTicks();

    public Instant? AtOrNull(int column) => IsNull(column) ? null : At(column);

    /// <summary>An enum by the name of its member: a renamed member fails loudly, a moved one changes nothing.</summary>
    public T Word<T>(int column) where T : struct, Enum => Enum.Parse<T>(Text(column));
}
