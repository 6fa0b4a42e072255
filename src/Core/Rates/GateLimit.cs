using BudgetMesh.Lending;

namespace BudgetMesh.Rates;

/// <summary>One limit on one claim's account as this gateway knows it: its slice, and what requests ask of it.</summary>
internal sealed partial class GateLimit(GateRateOwner owner, LimitPlan plan, Claim claim)
{
    /// <summary>Averages are of so many requests and of half of those before.</summary>
    private const int Lately = 256;

    private static readonly TimeSpan RetryLeast = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FastSpan = TimeSpan.FromMilliseconds(500), SlowSpan = TimeSpan.FromSeconds(8), Hour = TimeSpan.FromHours(1);

    private readonly RateBucket? _bucket = plan.IsRate ? new RateBucket() : null;
    private readonly DemandMeter _meter = new(FastSpan, SlowSpan, Hour);
    private long _amount;
    private long _inUse;
    private long _credited;
    private long _creditUsed;
    private TimeSpan _notBefore = TimeSpan.MinValue;
    private long _lacked;
    private long _tooLarge = long.MaxValue;
    private TimeSpan _answeredAt;

    public GateRateOwner Owner { get; } = owner;

    public LimitPlan Plan { get; private set; } = plan;

    public Claim Claim { get; } = claim;

    public LimitOf Identity { get; private set; } = new(owner.Id, plan);

    /// <summary>When a request last asked for some of it.</summary>
    public TimeSpan UsedAt { get; private set; } = TimeSpan.MinValue;

    /// <summary>Concurrent requests under way.</summary>
    public long InUse => _inUse;

    private long Credit => Math.Max(0, _credited - _creditUsed);

    /// <summary>Same name and unit; amount and behaviour may be others. What is lent stays until the owner says otherwise.</summary>
    public void Replan(LimitPlan plan) => (Plan, Identity) = (plan, new LimitOf(Owner.Id, plan));

    /// <summary>Whether the slice covers so much. Changes nothing but what time has brought.</summary>
    public LimitFit Check(long units, TimeSpan now)
    {
        if (units == 0)
            return LimitFit.Fits; // whatever the slice: a hold may grow whose limits it does not touch
        if (now >= Owner.LeaseEndsAt)
            return CheckWithout(units, now);
        if (_bucket is null)
            return _inUse + units <= _amount ? LimitFit.Fits : now < _notBefore ? LimitFit.Short : LimitFit.Ask;
        if (_bucket.Has(units, now) || _bucket.Level(now) + Credit + SparedByOthers(units, now) >= units)
            return LimitFit.Fits;
        if (units >= _tooLarge)
            return LimitFit.TooLarge;
        return units <= _bucket.Burst || (now < _notBefore && units >= _lacked) ? LimitFit.Short : LimitFit.Ask;
    }

    /// <summary>Takes what fits.</summary>
    public void Charge(long units, TimeSpan now)
    {
        UsedAt = now;
        _charged += units;
        if (_bucket is null)
        {
            _inUse += units;
            return;
        }

        var own = Math.Min(units, _bucket.Level(now));
        _bucket.Charge(own, now);
        if (own < units)
            ChargeElsewhere(units - own, now);
    }

    /// <summary>A request asks for so much, whatever becomes of it.</summary>
    public void Ask(long units, TimeSpan now)
    {
        UsedAt = now;
        _asked += units;
        _askedLately += units;
        if (++_asksLately == Lately)
            (_askedLately, _asksLately) = (_askedLately / 2, Lately / 2);
    }

    /// <summary>It did not fit: the owner should hear soon that more is wanted.</summary>
    public void Refuse() => Owner.LookAgain(_answeredAt + RateRules.RefreshSaturated);

    /// <summary>A request took less than was charged for it, or none where it was never sent.</summary>
    public void GiveBack(long bound, long actual, TimeSpan chargedAt, TimeSpan now)
    {
        if (actual > 0)
            Learn(bound, Math.Min(actual, bound));
        _givenBack += Math.Max(0, bound - actual);
        if (actual >= bound || _bucket is null)
            return;
        var left = bound - actual - _bucket.Refund(bound - actual, chargedAt, now);
        if (left > 0 && IsExact)
        {
            _refundedSince = _refunded == _refundedHeard || chargedAt < _refundedSince ? chargedAt : _refundedSince;
            _refunded += left;
            _notBefore = TimeSpan.MinValue; // with it there may be enough
        }
    }

    /// <summary>What of a bound is used in the end, of late. A request that was never sent says nothing of that, or whoever sends none would seem to need nothing.</summary>
    private void Learn(long bound, long actual)
    {
        _resolved += bound;
        _resolvedActual += actual;
        if (++_resolutions == Lately)
            (_resolved, _resolvedActual, _resolutions) = (_resolved / 2, _resolvedActual / 2, Lately / 2);
    }

    /// <summary>A concurrent request has ended.</summary>
    public void Release(long units) => _inUse -= units;

    /// <summary>When so much may fit; at least a moment.</summary>
    public TimeSpan RetryAfter(long units, TimeSpan now)
    {
        if (_bucket is null)
            return RateRules.RefreshSaturated;
        var wait = units <= _bucket.Burst ? _bucket.TimeUntil(units - Math.Min(units, Credit), now) : _notBefore > now ? _notBefore - now : TimeSpan.Zero;
        return wait <= RetryLeast ? RetryLeast : wait < RateRules.Lease ? wait : RateRules.Lease;
    }

    /// <summary>What it could let through at once.</summary>
    public long Available(TimeSpan now) => _bucket is null ? Math.Max(0, _amount - _inUse) : _bucket.Level(now) + Credit;

    /// <summary>The same in parts of a thousand of what the slice holds at most; 0 without one.</summary>
    public long RoomPermille(TimeSpan now)
    {
        var most = _bucket?.Burst ?? _amount;
        return most == 0 || now >= Owner.LeaseEndsAt ? 0 : (long)((Int128)Available(now) * 1000 / most);
    }

    private bool IsExact => _bucket is { Burst: 0 };

    /// <summary>Without a lease: what was chosen for that where no silo answers, else the owner is asked.</summary>
    private LimitFit CheckWithout(long units, TimeSpan now)
    {
        if (!Owner.IsAway)
            return LimitFit.Ask;
        var (amount, burst) = Plan.WhenSiloAway switch
        {
            WhenAway.SafeShare => (_safeAmount, SafeBurst(_safeAmount)),
            WhenAway.Reuse => Decayed(now),
            _ => (0L, 0L),
        };
        if (_bucket is null)
            return _inUse + units <= amount ? LimitFit.Fits : amount > 0 ? LimitFit.Short : LimitFit.Away;
        _bucket.Set(amount, burst, now);
        return _bucket.Has(units, now) ? LimitFit.Fits : amount > 0 && units <= burst ? LimitFit.Short : LimitFit.Away;
    }

    private long SafeBurst(long amount) => Math.Min(Plan.Burst, Math.Max(1, (long)((Int128)Plan.Burst * amount / (Plan.Amount * RateRules.MinutesPerHour))));

    /// <summary>Half of the last slice after each lifetime of one.</summary>
    private (long Amount, long Burst) Decayed(TimeSpan now)
    {
        var halvings = (int)Math.Min(62, (now - Owner.LeaseEndsAt).Ticks / RateRules.Lease.Ticks);
        return (_amount >> halvings, _burst >> halvings);
    }
}
