namespace BudgetMesh.Lending;

/// <summary>
/// What one gateway incarnation was lent of one budget and window, and what it did with it, in the budget's unit
/// (nano-dollars, tokens or requests). All absolute and monotone since the incarnation began, so that any copy of a message
/// may be lost, doubled or late: the larger number is the newer one.
/// </summary>
/// <param name="Granted">Rights ever lent. Only the owner raises it.</param>
/// <param name="Returned">Rights given back unused.</param>
/// <param name="Charged">Σ of the bounds of all holds, plus what providers billed beyond them.</param>
/// <param name="Released">Σ of bound − actual over resolved holds.</param>
/// <param name="Settled">Σ of what resolved holds cost; an expired hold costs its bound.</param>
/// <param name="Corrected">Σ of what late settlements took back from expired holds.</param>
/// <param name="Overdraft">Σ of what providers billed beyond the bound they were sent; part of <paramref name="Charged"/>.</param>
public readonly record struct SliceCounters(
    long Granted, long Returned, long Charged, long Released, long Settled, long Corrected, long Overdraft)
{
    /// <summary>Rights that can be charged now; negative after an overdraft that no grant has covered yet.</summary>
    public long Free => Granted - Returned - Charged + Released;

    /// <summary>What the owner must count against the cap: rights out, or what was charged where that is more.</summary>
    public long Exposure => Math.Max(Granted - Returned, Charged - Released);

    /// <summary>Bounds of holds that are open.</summary>
    public long Held => Charged - Released - Spent;

    /// <summary>What resolved holds cost in the end.</summary>
    public long Spent => Settled - Corrected;

    /// <summary>What was charged without a right to it. Of a closed incarnation: what it spent of rights that were taken back.</summary>
    public long Beyond => Math.Max(0, Charged - Released - (Granted - Returned));

    /// <summary>The newer of two snapshots of one slice, counter by counter.</summary>
    public SliceCounters Merge(in SliceCounters other) => new(
        Math.Max(Granted, other.Granted),
        Math.Max(Returned, other.Returned),
        Math.Max(Charged, other.Charged),
        Math.Max(Released, other.Released),
        Math.Max(Settled, other.Settled),
        Math.Max(Corrected, other.Corrected),
        Math.Max(Overdraft, other.Overdraft));

    /// <summary>
    /// What two stories of one incarnation come to: books that were rolled back under a gateway which had forgotten the scope
    /// have it go on from an earlier state, and merged with what it did before, more can be resolved than was charged. That much
    /// was charged, then: nothing that was settled in either story is free again, but for what was corrected. Snapshots of one story are left as they are.
    /// </summary>
    public SliceCounters Reconciled() => Held >= 0 ? this : this with { Charged = Released + Spent };

    /// <summary>Null where the counters can belong to one slice; otherwise what cannot be.</summary>
    public string? Contradiction =>
        this switch
        {
            { Granted: < 0 } or { Returned: < 0 } or { Charged: < 0 } or { Released: < 0 } or { Settled: < 0 } or { Corrected: < 0 } or { Overdraft: < 0 } =>
                "a counter is negative",
            _ when Returned > Granted => "more was returned than granted",
            _ when Corrected > Settled => "more was corrected than settled",
            _ when Held < 0 => "more was resolved than charged",
            _ => null,
        };
}
