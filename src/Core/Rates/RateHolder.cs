using BudgetMesh.Lending;

namespace BudgetMesh.Rates;

/// <summary>One gateway as the owner of limits knows it.</summary>
internal sealed class RateHolder(Incarnation incarnation)
{
    public Incarnation Incarnation { get; } = incarnation;

    /// <summary>The last request that was answered.</summary>
    public long Seq { get; private set; }

    /// <summary>When that was.</summary>
    public TimeSpan AnsweredAt { get; private set; }

    /// <summary>Until then it may use what it was told.</summary>
    public TimeSpan LeaseEndsAt { get; private set; }

    /// <summary>It was told something that has not ended.</summary>
    public bool HasLease { get; private set; }

    public void Answer(long seq, TimeSpan now) =>
        (Seq, AnsweredAt, LeaseEndsAt, HasLease) = (seq, now, now + RateRules.Lease + RateRules.LeaseMargin, true);

    public void Lapse() => HasLease = false;
}
