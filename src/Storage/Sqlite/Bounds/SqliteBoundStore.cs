using BudgetMesh.Bounds;

namespace BudgetMesh.Storage.Sqlite;

internal sealed class SqliteBoundStore(SqliteWriter writer, ReadPool readers) : IBoundStore
{
    public ValueTask<IReadOnlyList<LengthsSeen>> ReadAsync(CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<LengthsSeen>>(static database => database.Prepare(BoundSql.Read).All(LengthRows.Lengths), cancellation);

    public async ValueTask WriteAsync(IReadOnlyList<LengthsSeen> sketches)
    {
        if (sketches.Count > 0)
            await writer.RunAsync(new WriteLengthsCommand(sketches));
    }
}
