namespace BudgetMesh.Rates;

/// <summary>What is told of a limit, and what is heard.</summary>
internal sealed partial class GateLimit
{
    private long _asked;
    private long _charged;
    private long _givenBack;
    private long _askedLately;
    private int _asksLately;
    private long _refused;
    private int _resolutions;
    private long _resolved;
    private long _resolvedActual;
    private long _burst;
    private long _safeAmount;
    private long _refunded;
    private long _refundedTold;
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
            Plan.Name, Claim, hasLease ? _amount : 0, hasLease ? _bucket?.Burst ?? 0 : 0, _creditUsed, _refunded, _refunded > _refundedTold ? now - _refundedSince : TimeSpan.Zero, _inUse, Demand(now))
        {
            IsNew = isNew,
        };
        (_refundedTold, _refused) = (_refunded, 0);
        return report;
    }

    /// <summary>Puts terms in force. True where they are so much lower than before that others wait for it to be said.</summary>
    /// <param name="hadLease">The terms before had not ended.</param>
    public bool Apply(RateTerms terms, long seq, bool hadLease, TimeSpan now)
    {
        if (_firstSeq == 0 || seq < _firstSeq)
            return false; // of an earlier life of this line
        var isLowered = hadLease && terms.Amount < _amount - _amount * RateRules.LowerLeast / 1000;
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
        {
            _bucket.Add(saved, now);
            _creditUsed += saved;
        }

        return isLowered;
    }

    private RateDemand Demand(TimeSpan now)
    {
        if (!Plan.IsRate)
            return new RateDemand(_inUse + Math.Max(_waiting, _refused), 1, _waiting, _smallestNeed, _inUse);
        var bound = _asksLately == 0 ? 0 : _askedLately / _asksLately;
        var (asked, used) = _meter.Rate(now, _asked, _charged - _givenBack);
        return new RateDemand(_resolved > 0 ? (long)((Int128)asked * _resolvedActual / _resolved) : asked, bound, _waiting, _smallestNeed, used);
    }
}
