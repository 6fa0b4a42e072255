using Npgsql;

namespace BudgetMesh.Storage.Postgres;

/// <summary>Numbers for receipts, taken from the database in blocks. A number that is never used is no loss: there are 2⁶³.</summary>
internal sealed class ReceiptNumbers(NpgsqlConnection connection)
{
    private const long BlockSize = 65_536;

    private readonly Queue<long> _blocks = [];
    private long _next;
    private long _end;

    /// <summary>Makes sure that so many can be given.</summary>
    public async Task ReserveAsync(int count)
    {
        while (_end - _next + (_blocks.Count * BlockSize) < count)
        {
            var pipeline = new Pipeline();
            pipeline.Add(new Statement("SELECT nextval('receipt_blocks')"), row => _blocks.Enqueue(row.Long(0)));
            await pipeline.RunAsync(connection, CancellationToken.None);
        }
    }

    public long Next()
    {
        if (_next == _end)
        {
            _next = _blocks.Dequeue() * BlockSize;
            _end = _next + BlockSize;
        }

        return _next++;
    }
}
