using BudgetMesh.Budgets;
using BudgetMesh.Holds;

namespace BudgetMesh.Lending.Journals;

/// <summary>Reads what a receipt in a journal did to its slices.</summary>
internal static class JournalReceipt
{
    public static Amounts Cost(ReadOnlySpan<long> receipt) => new(new Money(receipt[8]), receipt[9], 0, receipt[10]);

    /// <summary>Adds a receipt to what its slices settled and corrected, as <see cref="Slice"/> counts: what a correction takes back is no negative settlement.</summary>
    /// <param name="sums">Settled and corrected of each slice's row in turn.</param>
    /// <param name="slices">All rows of slices.</param>
    public static void AddTo(Span<long> sums, ReadOnlySpan<long> receipt, ReadOnlySpan<long> slices)
    {
        var legs = (int)(receipt[3] & 0xFF);
        for (var i = 0; i < legs; i++)
        {
            if (receipt[15 + i] < 0)
                continue;
            var row = (int)receipt[15 + i];
            var amount = Cost(receipt).Of((BudgetUnit)slices[row * JournalLayout.SliceWords + JournalLayout.UnitAt]);
            if (amount >= 0)
                sums[2 * row] += amount;
            else
                sums[2 * row + 1] -= amount;
        }
    }
}
