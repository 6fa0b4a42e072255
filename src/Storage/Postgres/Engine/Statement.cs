using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace BudgetMesh.Storage.Postgres;

/// <summary>One statement: <c>Set</c> its parameters from <c>$1</c> to the last. Statements that come again are prepared by their text.</summary>
internal sealed class Statement(string sql)
{
    public NpgsqlBatchCommand Command { get; } = new(sql);

    public Statement Set(long value) => Add(new NpgsqlParameter<long> { TypedValue = value });

    public Statement Set(bool value) => Add(new NpgsqlParameter<bool> { TypedValue = value });

    public Statement Set(string? value) => Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });

    public Statement Set(long? value) => Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });

    public Statement Set(ScopePath value) => Set(value.Value);

    public Statement Set(Instant value) => Set(value.ToUnixTimeTicks());

    public Statement Set(Instant? value) => Set(value?.ToUnixTimeTicks());

    /// <summary>A column of rows: all arrays of one statement have one length.</summary>
    public Statement SetTexts<T>(IReadOnlyList<T> rows, Func<T, string> text) => Add(new NpgsqlParameter<string[]> { TypedValue = Column(rows, text) });

    public Statement SetLongs<T>(IReadOnlyList<T> rows, Func<T, long> number) => Add(new NpgsqlParameter<long[]> { TypedValue = Column(rows, number) });

    public Statement SetFlags<T>(IReadOnlyList<T> rows, Func<T, bool> flag) => Add(new NpgsqlParameter<bool[]> { TypedValue = Column(rows, flag) });

    private static TValue[] Column<T, TValue>(IReadOnlyList<T> rows, Func<T, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var row = 0; row < column.Length; row++)
            column[row] = value(rows[row]);
        return column;
    }

    private Statement Add(NpgsqlParameter parameter)
    {
        Command.Parameters.Add(parameter);
        return this;
    }
}

/// <summary>The row that a reader stands on.</summary>
internal sealed class PostgresRow(NpgsqlDataReader reader) : Row
{
    public override long Long(int column) => reader.GetInt64(column);

    public override bool IsNull(int column) => reader.IsDBNull(column);

    public override string Text(int column) => reader.GetString(column);
}
