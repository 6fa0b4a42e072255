namespace BudgetMesh.Storage.Sqlite;

/// <summary>How a <see cref="SqliteStore"/> works; the defaults fit a server. Each number is at least 1.</summary>
public sealed record SqliteOptions
{
    /// <summary>The store's own clock, which decides whether a window may be opened yet.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Rows that share a transaction, about; at 10 µs a row, what came too late for a batch waits 20 ms at most for the next.</summary>
    public int RowsPerBatchMax { get; init => field = AtLeastOne(value); } = 2_000;

    /// <summary>Writes that wait in the queue; who comes later waits for a place. Far more than there are owners at work on one silo.</summary>
    public int WritesWaitingMax { get; init => field = AtLeastOne(value); } = 4_096;

    /// <summary>Reads that run at the same time, each on a connection of its own.</summary>
    public int ReadersMax { get; init => field = AtLeastOne(value); } = 4;

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
