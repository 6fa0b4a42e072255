namespace BudgetMesh.Rates;

/// <summary>What one gateway has of one limit on one claim's account, as its owner knows it.</summary>
/// <param name="first">The first that was heard of it, or of it again.</param>
internal sealed class RateLine(RateHolder holder, RateReport first)
{
    private long _creditUsed = first.CreditUsed;
    private long _savedLast;
    private long _creditedLast;
    private bool _isNamed;
    private readonly TimeSpan[] _charges = new TimeSpan[8];
    private int _chargeCount;

    public RateHolder Holder { get; } = holder;

    public Claim Claim { get; } = first.Claim;

    public RateDemand Demand { get; private set; }

    /// <summary>What it should have, when everything that was lowered for it is confirmed.</summary>
    public long Target { get; set; }

    /// <summary>The most that the gateway may have now, of all that it was told and that has not ended.</summary>
    public long InForce { get; private set; }

    public long BurstInForce { get; private set; }

    /// <summary>Last told.</summary>
    public long Amount { get; private set; }

    public long Burst { get; private set; }

    /// <summary>It has no rate of its own: each request is asked for.</summary>
    public bool IsExact { get; set; } = true;

    public long Credited { get; private set; } = first.CreditUsed;

    /// <summary>Credited, and perhaps not used yet.</summary>
    public long Outstanding { get; private set; }

    public long Refunded { get; private set; } = first.Refunded;

    /// <summary>Of concurrent requests: under way when last told of.</summary>
    public long InUse { get; private set; }

    /// <summary>The gateway uses it, or has something of it.</summary>
    public bool IsLive => _isNamed || InForce > 0 || Outstanding > 0;

    /// <summary>Takes what the gateway says. What it has is believed: answers to earlier requests it takes no more.</summary>
    /// <param name="isConfirmed">The gateway had applied the last answer when it sent this, so its counters are about all that it was told.</param>
    public RateHeard Hear(RateReport report, bool isConfirmed, TimeSpan now)
    {
        var used = 0L;
        var unheard = report.IsNew || isConfirmed ? default : new RateHeard { Saved = _savedLast, Credit = _creditedLast };
        Credited -= unheard.Saved + unheard.Credit;
        Outstanding -= unheard.Credit;
        (_savedLast, _creditedLast) = (0, 0);
        (Demand, InUse, _isNamed) = (report.Demand, report.InUse, true);
        if (report.IsNew)
        {
            used = Outstanding;
            (InForce, BurstInForce, Outstanding) = (0, 0, 0);
            (Credited, _creditUsed, Refunded) = (report.CreditUsed, report.CreditUsed, report.Refunded);
        }
        else
        {
            InForce = Math.Min(InForce, Math.Max(report.Amount, report.InUse));
            BurstInForce = Math.Min(BurstInForce, report.Burst);
        }

        if (!report.IsNew && isConfirmed)
        {
            var before = Outstanding;
            _creditUsed = Math.Clamp(report.CreditUsed, _creditUsed, Credited);
            Outstanding = Credited - _creditUsed;
            used = before - Outstanding;
        }

        if (used > 0)
            _charges[_chargeCount++ % _charges.Length] = now;

        InForce = Math.Max(InForce, report.InUse); // whoever admitted it, it is under way
        if (!isConfirmed)
            return unheard with { Used = used }; // it will be told again
        var refunded = Math.Max(0, report.Refunded - Refunded);
        Refunded += refunded;
        return unheard with { Used = used, Refunded = refunded };
    }

    /// <summary>When the owner took off what a request used that was admitted at a time or later: until then there was room for it, used or not. That time itself where it is too long ago.</summary>
    public TimeSpan ChargedSince(TimeSpan admittedAt)
    {
        var first = Math.Max(0, _chargeCount - _charges.Length);
        if (first > 0 && _charges[first % _charges.Length] >= admittedAt)
            return admittedAt;
        for (var i = first; i < _chargeCount; i++)
        {
            if (_charges[i % _charges.Length] >= admittedAt)
                return _charges[i % _charges.Length];
        }

        return admittedAt;
    }

    /// <summary>The gateway has it no more.</summary>
    /// <returns>What of its credit it may have used.</returns>
    public long Drop()
    {
        var used = Outstanding;
        (Demand, InForce, BurstInForce, Outstanding, InUse, _isNamed) = (default, 0, 0, 0, 0, false);
        (_savedLast, _creditedLast) = (0, 0);
        return used;
    }

    /// <summary>Takes over what the gateway was lent by an earlier owner.</summary>
    public void Learn(RateReport report)
    {
        (Amount, Burst) = (Math.Max(report.Amount, report.InUse), report.Burst);
        (InForce, BurstInForce, IsExact) = (Amount, Burst, Amount == 0);
    }

    /// <param name="saved">What the bucket gets besides, within its burst.</param>
    public void Tell(long amount, long burst, long saved = 0)
    {
        (Amount, Burst) = (amount, burst);
        InForce = Math.Max(InForce, amount);
        BurstInForce = Math.Max(BurstInForce, burst);
        Credited += saved;
        _savedLast += saved;
    }

    public void Credit(long units)
    {
        Credited += units;
        Outstanding += units;
        _creditedLast += units;
    }

    /// <summary>Its lease has ended.</summary>
    /// <param name="keepsAmount">What it had may be under way still.</param>
    /// <returns>What of its credit it may have used.</returns>
    public long Lapse(bool keepsAmount)
    {
        var used = Outstanding;
        (Demand, InForce, BurstInForce, Outstanding, _isNamed) = (default, keepsAmount ? InForce : 0, 0, 0, false);
        (_savedLast, _creditedLast) = (0, 0);
        return used;
    }
}
