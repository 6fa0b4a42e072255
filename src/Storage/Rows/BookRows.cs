using BudgetMesh.Lending;

namespace BudgetMesh.Storage;

/// <summary>Books from rows.</summary>
internal static class BookRows
{
    /// <summary>From version, epoch, owner, generation, frozen.</summary>
    public static BookRecord Head(ScopePath scope, Row row) => BookRecord.Empty(scope) with
    {
        Version = row.Long(0),
        Epoch = row.Long(1),
        Owner = row.Text(2),
        Generation = row.Long(3),
        Frozen = row.TextOrNull(4),
    };

    /// <summary>From budget, key, start, end, cap, open as 0 or 1.</summary>
    public static WindowRecord Window(Row row) => new(row.Text(0), row.Long(1), row.At(2), row.At(3), row.Long(4), Open: row.Long(5) != 0);

    /// <summary>From incarnation, seq, state.</summary>
    public static BorrowerRecord Borrower(Row row) => new(new Incarnation(row.Text(0)), row.Long(1), row.Word<BorrowerState>(2));

    /// <summary>From incarnation, budget, key, and the seven counters.</summary>
    public static AccountRecord Account(Row row) => new(
        new Incarnation(row.Text(0)), row.Text(1), row.Long(2),
        new SliceCounters(row.Long(3), row.Long(4), row.Long(5), row.Long(6), row.Long(7), row.Long(8), row.Long(9)));

    /// <summary>From id, budget, key, kind, amount, reason, author, time.</summary>
    public static Adjustment Adjustment(Row row) => new(
        row.Text(0), row.Text(1), row.Long(2), row.Word<AdjustmentKind>(3), row.Long(4), row.Text(5), row.Text(6), row.At(7));

    /// <summary>From pattern, then budget and the totals.</summary>
    public static MadeBudgetTotals Totals(Row row) =>
        new(row.Text(1), row.Long(2), row.Long(3), row.Long(4), row.Long(5), row.Long(6), row.Long(7), row.Long(8), row.Long(9));

    /// <exception cref="ArgumentOutOfRangeException">The write does not raise the version, or lowers the epoch.</exception>
    public static void ThrowIfUnsafe(this BookWrite write)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(write.FromVersion);
        // A write that does not raise the version could land twice, and one that lowers the epoch could undo a new owner's claim.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(write.Version, write.FromVersion);
        ArgumentOutOfRangeException.ThrowIfLessThan(write.Epoch, write.FromEpoch);
    }

    /// <summary>About how many rows it touches.</summary>
    public static int CountRows(this BookWrite write) =>
        1 + write.Windows.Count + write.Borrowers.Count + write.Accounts.Count + write.Pruned.Count + write.Forgotten.Count + write.Adjustments.Count;
}
