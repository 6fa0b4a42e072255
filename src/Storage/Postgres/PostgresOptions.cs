namespace BudgetMesh.Storage.Postgres;

/// <summary>How a <see cref="PostgresStore"/> works; the defaults fit a server. Each number is at least 1.</summary>
public sealed record PostgresOptions
{
    /// <summary>Rows that share a transaction, about; at 20 µs a row, what came too late for a batch waits 40 ms at most for the next.</summary>
    public int RowsPerBatchMax { get; init => field = AtLeastOne(value); } = 2_000;

    /// <summary>Writes that wait in the queue; who comes later waits for a place. Far more than there are owners at work on one silo.</summary>
    public int WritesWaitingMax { get; init => field = AtLeastOne(value); } = 4_096;

    /// <summary>Reads that run at the same time, each on a connection of its own; with the writer's, all that a process has open.</summary>
    public int ReadersMax { get; init => field = AtLeastOne(value); } = 8;

    /// <summary>
    /// A statement that takes longer is stopped by the database. A commit is not (it may wait for a standby): after half as long again
    /// the connection is dropped, and the outcome is unknown.
    /// </summary>
    public TimeSpan StatementMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a write waits for a row that somebody else writes, which takes milliseconds.</summary>
    public TimeSpan LockWaitMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long it is waited for a connection.</summary>
    public TimeSpan ConnectMax { get; init; } = TimeSpan.FromSeconds(5);

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
