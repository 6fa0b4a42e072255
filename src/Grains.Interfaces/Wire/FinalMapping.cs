using BudgetMesh.Lending;

namespace BudgetMesh.Wire;

/// <summary>Last words, each way.</summary>
public static class FinalMapping
{
    /// <summary>The words for what an owner makes of a last word.</summary>
    public const string Closed = "closed", Contradiction = "contradiction", Unavailable = WireMapping.Unavailable;

    public static FinalLine ToWire(this FinalReport final) => new(final.Scope.Value, final.Seq, final.IsComplete, [.. final.Slices.Select(ToWire)]);

    /// <exception cref="FormatException">The scope or the incarnation is not one; the message says what would be.</exception>
    public static FinalReport ToCore(this FinalLine line, string incarnation) => new(
        ScopePath.Parse(line.Scope), new Incarnation(incarnation), line.Seq, line.Complete, [.. line.Slices.Select(ToCore)]);

    private static FinalSliceLine ToWire(FinalSlice slice)
    {
        var counters = slice.Counters;
        return new FinalSliceLine(
            slice.Budget, slice.Window, slice.Ceiling,
            counters.Granted, counters.Returned, counters.Charged, counters.Released, counters.Settled, counters.Corrected, counters.Overdraft);
    }

    private static FinalSlice ToCore(FinalSliceLine line) => new(
        line.Budget, line.Window, line.Ceiling,
        new SliceCounters(line.Granted, line.Returned, line.Charged, line.Released, line.Settled, line.Corrected, line.Overdraft));
}
