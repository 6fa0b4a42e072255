using BudgetMesh.Bounds;

namespace BudgetMesh.Storage.Postgres;

internal sealed class PostgresBoundStore(PostgresWriter writer, ReadPool readers) : IBoundStore
{
    public async ValueTask<IReadOnlyList<LengthsSeen>> ReadAsync(CancellationToken cancellation) =>
        await readers.AllAsync(static () => new Statement("SELECT scope, task, model, buckets FROM answer_lengths ORDER BY scope, task, model"), LengthRows.Lengths, cancellation);

    public async ValueTask WriteAsync(IReadOnlyList<LengthsSeen> sketches)
    {
        if (sketches.Count > 0)
            await writer.RunAsync(new WriteLengthsCommand(sketches));
    }
}
