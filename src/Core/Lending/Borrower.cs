namespace BudgetMesh.Lending;

/// <summary>One incarnation in one scope's books.</summary>
internal sealed class Borrower(Incarnation incarnation, long seq, BorrowerState state)
{
    public Incarnation Incarnation { get; } = incarnation;

    /// <summary>The last request that was acted on.</summary>
    public long Seq { get; private set; } = seq;

    public BorrowerState State { get; private set; } = state;

    public TimeSpan RoundTrip { get; private set; }

    /// <summary>When what it last reported is too old to count on.</summary>
    public TimeSpan StaleAt { get; private set; } = TimeSpan.MinValue;

    /// <summary>What ended it here, where that was more than a good-bye; null otherwise.</summary>
    public FinalReport? LastWord { get; private set; }

    public BorrowerRecord Record => new(Incarnation, Seq, State);

    public bool IsClosed => State == BorrowerState.Closed;

    public void Hear(long seq, TimeSpan roundTrip, TimeSpan staleAt)
    {
        Seq = seq;
        RoundTrip = roundTrip;
        StaleAt = staleAt;
    }

    public void Conclude(FinalReport final)
    {
        Hear(final.Seq, TimeSpan.Zero, TimeSpan.MinValue);
        LastWord = final;
    }

    public void Close() => State = BorrowerState.Closed;

    public void Adopt(BorrowerRecord record)
    {
        Seq = Math.Max(Seq, record.Seq);
        if (record.State == BorrowerState.Closed)
            Close(); // for good: books that lack it are behind
    }
}
