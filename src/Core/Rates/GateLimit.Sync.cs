namespace BudgetMesh.Rates;

/// <summary>What is told of a limit, and what is heard.</summary>
internal sealed partial class GateLimit
{
    private long _asked;
    private long _charged;
    private long _givenBack;
    private long _askedLately;
    private int _asksLately;
    private int _resolutions;
    private long _resolved;
    private long _resolvedActual;
    private long _burst;
    private long _safeAmount;
    private long _refunded;
    private (long Refunded, long Seq) _refundedTold;
    private long _refundedHeard;
    private TimeSpan _refundedSince;
    private long _firstSeq;
    private long _waiting;
    private long _smallestNeed;

    /// <summary>Somebody waits for the owner's word.</summary>
    public bool IsWaitedFor => _waiting > 0;

    public void ClearNeeds() => (_waiting, _smallestNeed) = (0, 0);

    /// <summary>A request waits that needs so much.</summary>
    public void Need(long units)
    {
        _waiting += units;
        _smallestNeed = _smallestNeed == 0 ? units : Math.Min(_smallestNeed, units);
    }

    /// <summary>Nobody uses it any more. Answers that are on their way do not bring it back.</summary>
    public void GiveUp(TimeSpan now)
    {
        (_amount, _creditUsed, _firstSeq) = (0, Math.Max(_creditUsed, _credited), 0);
        _bucket?.Set(0, 0, now);
    }

    /// <param name="seq">Of the request that this becomes a part of.</param>
    public RateReport Report(long seq, TimeSpan now)
    {
        var isNew = _firstSeq == 0;
        if (isNew)
            _firstSeq = seq;
        _meter.Sample(now, _asked, _charged - _givenBack);
        var hasLease = now < Owner.LeaseEndsAt;
        if (!hasLease || UsedAt < now - RateRules.Refresh)
            _creditUsed = Math.Max(_creditUsed, _credited); // nobody wants it any more
        var report = new RateReport(
            Plan.Name, Claim, hasLease ? _amount : 0, hasLease ? _bucket?.Burst ?? 0 : 0, _creditUsed, _refunded, _refunded > _refundedHeard ? now - _refundedSince : TimeSpan.Zero, _inUse, Demand(now))
        {
            IsNew = isNew,
        };
        _refundedTold = (_refunded, seq);
        return report;
    }

    /// <summary>Puts terms in force. True where they are lower than before: others may wait for it to be said.</summary>
    /// <param name="hadLease">The terms before had not ended.</param>
    public bool Apply(RateTerms terms, long seq, bool hadLease, TimeSpan now)
    {
        if (_firstSeq == 0 || seq < _firstSeq)
            return false; // of an earlier life of this line
        if (seq == _refundedTold.Seq)
            _refundedHeard = _refundedTold.Refunded;
        var isLowered = hadLease && terms.Amount < _amount;
        if (!hadLease)
        {
            _creditUsed = Math.Max(_creditUsed, _credited);
            _bucket?.Set(0, 0, now);
        }

        (_amount, _burst, _safeAmount, _answeredAt) = (terms.Amount, terms.Burst, terms.SafeAmount, now);
        _credited = terms.Credited;
        (_notBefore, _lacked) = terms.RetryAfter > TimeSpan.Zero && terms.RetryAfter < TimeSpan.MaxValue ? (now + terms.RetryAfter, _smallestNeed) : (TimeSpan.MinValue, 0);
        _tooLarge = terms.RetryAfter == TimeSpan.MaxValue ? _smallestNeed : long.MaxValue;
        if (_bucket is null)
            return isLowered;
        _bucket.Set(terms.Amount, terms.Burst, now);
        var saved = Math.Min(Credit, terms.Burst - _bucket.Level(now));
        if (saved > 0)
            _bucket.Add(saved, now);
        if (terms.Burst > 0)
            _creditUsed = Math.Max(_creditUsed, _credited); // a slice never holds more than its burst

        return isLowered;
    }

    /// <summary>What a request takes, on average.</summary>
    private long BoundLately => _asksLately == 0 ? 0 : _askedLately / _asksLately;

    /// <summary>How many would be under way at the same time if all that is asked for were admitted: those that are took this long to become so many (Little's law).</summary>
    private long Together(long asked, long admitted) =>
        admitted > 0 && _inUse > 0 ? (long)Int128.Min((Int128)_inUse * asked / admitted, long.MaxValue) : asked / (Hour.Ticks / TimeSpan.TicksPerSecond);

    private RateDemand Demand(TimeSpan now)
    {
        var (asked, used) = _meter.SteadyRate(now, _asked, _charged - _givenBack, BoundLately);
        if (!Plan.IsRate)
            return new RateDemand(Math.Max(_inUse + _waiting, Together(asked, used)), 1, _waiting, _smallestNeed, _inUse);
        return new RateDemand(_resolved > 0 ? (long)((Int128)asked * _resolvedActual / _resolved) : asked, BoundLately, _waiting, _smallestNeed, used);
    }
}
