namespace BudgetMesh.Lending;

/// <summary>What the owner knows of one incarnation in one window.</summary>
internal sealed class Account(Incarnation incarnation, SliceCounters counters)
{
    /// <summary>What is returned by the books and by the gateway's own reports; what its last word gives back is reckoned anew whenever the books are read.</summary>
    private long _returned = counters.Returned;

    public Incarnation Incarnation { get; } = incarnation;

    /// <summary>Merged from the books, the gateway's reports and the grants of this activation, written or not.</summary>
    public SliceCounters Counters { get; private set; } = counters;

    /// <summary>The grants that are durable, or that the gateway has seen: all that may be told.</summary>
    public long GrantedDurable { get; private set; } = counters.Granted;

    /// <summary>What may be told of the counters.</summary>
    public SliceCounters CountersDurable => Counters with { Granted = GrantedDurable };

    public Demand Demand { get; private set; }

    /// <summary>False where the gateway has seen a grant that this owner knows nothing of.</summary>
    public bool Report(in SliceCounters reported, in Demand demand)
    {
        var known = reported.Granted <= Counters.Granted;
        Counters = Counters.Merge(reported).Reconciled();
        _returned = Math.Max(_returned, reported.Returned);
        GrantedDurable = Math.Max(GrantedDurable, reported.Granted);
        Demand = demand;
        return known;
    }

    /// <summary>Takes back all rights above a ceiling, or above what is charged where that is more.</summary>
    public void ReturnAbove(long ceiling) =>
        Counters = Counters with { Returned = Math.Max(Counters.Returned, Counters.Granted - Math.Max(ceiling, Counters.Charged - Counters.Released)) };

    public void Forget() => Demand = default;

    public void Grant(long amount) => Counters = Counters with { Granted = checked(Counters.Granted + amount) };

    public void Written(long granted) => GrantedDurable = Math.Max(GrantedDurable, granted);

    /// <summary>
    /// Takes over what the books say. Grants that are not there and were never told are dropped; what the gateway reported stays.
    /// </summary>
    /// <returns>False where the books lack grants that were durable once.</returns>
    public bool Adopt(in SliceCounters written)
    {
        var complete = GrantedDurable <= written.Granted;
        Counters = (Counters with { Granted = GrantedDurable, Returned = _returned }).Merge(written).Reconciled();
        GrantedDurable = Counters.Granted;
        _returned = Counters.Returned;
        return complete;
    }
}
