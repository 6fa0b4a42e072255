namespace BudgetMesh.Lending;

/// <summary>
/// The last word about an incarnation that has ended, from somebody who has its journal: what it did, and how much of what it
/// was lent it can have spent at most. The owner takes back the rest and closes the incarnation in one write. Copies change nothing.
/// </summary>
/// <param name="Seq">One more than the last request that the incarnation made to this owner. A lower one is that of an old copy of a journal, which says too little.</param>
/// <param name="IsComplete">Nothing is open or unreported of any window that is not among the slices, so that its rights come back as well. Otherwise they are forfeited.</param>
public sealed record FinalReport(ScopePath Scope, Incarnation Incarnation, long Seq, bool IsComplete, IReadOnlyList<FinalSlice> Slices)
{
    /// <summary>Null where the report can be right; otherwise what cannot be.</summary>
    public string? Contradiction => Seq < 1 ? $"seq {Seq}: the first request is 1" : Slices.Select(static slice => slice.Contradiction).FirstOrDefault(static text => text is not null);
}

/// <summary>One window in a <see cref="FinalReport"/>.</summary>
/// <param name="Ceiling">charged − released never was more than this, in the budget's unit; what was granted beyond it comes back.</param>
/// <param name="Counters">As the incarnation ended: no hold is open, for an open one has expired and is charged in full.</param>
public sealed record FinalSlice(string Budget, long Window, long Ceiling, SliceCounters Counters)
{
    /// <summary>Null where the report can be right; otherwise what cannot be.</summary>
    public string? Contradiction => Counters switch
    {
        { Contradiction: { } contradiction } => contradiction,
        { Held: not 0 } => "a hold is open in the last word of a gateway",
        _ when Ceiling < Counters.Charged - Counters.Released => "more was charged than the ceiling says",
        _ => null,
    };
}
