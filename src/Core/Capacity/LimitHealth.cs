using BudgetMesh.Rates;

namespace BudgetMesh.Capacity;

/// <summary>
/// What of one configured limit may be lent. Two things bound it: a ceiling, which is the configured amount or the limit that the
/// provider names, and a share, which is cut when the provider refuses and rises again towards the ceiling with time.
/// </summary>
internal sealed class LimitHealth(LimitPlan plan, TimeSpan now)
{
    /// <summary>A share is counted in billionths, so that a microsecond raises it by a whole number of them.</summary>
    private const long Whole = 1_000_000_000, Permille = Whole / 1000;

    private const long RaisePerMicro = Permille * CapacityRules.RaisePerSecond / 1_000_000, TryPerMicro = Permille * CapacityRules.TryPerSecond / 1_000_000;

    private long _share = Whole;

    /// <summary>The share at which the provider last refused without naming a limit.</summary>
    private long? _cutFrom;

    private TimeSpan _at = now;

    private (long Limit, TimeSpan At)? _named;

    private TimeSpan? _refusedAt, _cutAt;

    public LimitPlan Plan { get; private set; } = plan;

    public void Configure(LimitPlan limit, TimeSpan now)
    {
        Advance(now);
        Plan = limit;
        Settle(now);
    }

    public long Effective(TimeSpan now)
    {
        Advance(now);
        return Math.Max(1, Math.Min(Ceiling(now), Plan.Amount * _share / Whole));
    }

    /// <summary>What the headers of the last answers named.</summary>
    public void Name(long limit, TimeSpan now)
    {
        Advance(now);
        _named = (limit, now);
        Settle(now);
    }

    /// <param name="cut">Nothing that the provider named explains it.</param>
    public void Refuse(bool cut, TimeSpan now)
    {
        Advance(now);
        _refusedAt = now;
        if (cut && !(now - _cutAt < CapacityRules.CutPause))
        {
            _cutFrom = _share;
            _share = Math.Min(_share, Math.Max(CapacityRules.ShareLeast * Permille, _share * CapacityRules.CutShare / 1000));
            _cutAt = now;
        }

        Settle(now);
    }

    /// <summary>The provider names less than is configured, or did so a short time ago.</summary>
    public bool IsNamedLower(TimeSpan now) => _named is { } named && named.Limit < Plan.Amount && now < named.At + CapacityRules.NamedForgottenAfter;

    /// <summary>When it changes by itself so much that it is worth telling; null for not before the next answer.</summary>
    public TimeSpan? NextChangeAt(TimeSpan now)
    {
        Advance(now);
        if (_share == Top(now))
            return NextCeilingAt(now);
        var from = _refusedAt + CapacityRules.RaiseAfter is { } raisesAt && raisesAt > now ? raisesAt : now;
        return from + TimeSpan.FromMicroseconds(Permille * CapacityRules.RaiseStep / RaisePerMicro);
    }

    private void Advance(TimeSpan now)
    {
        while (NextCeilingAt(_at) is { } next && next < now)
            Raise(next);
        if (now > _at)
            Raise(now);
    }

    /// <param name="until">The ceiling does not change before this.</param>
    private void Raise(TimeSpan until)
    {
        var from = _refusedAt + CapacityRules.RaiseAfter is { } raisesAt && raisesAt > _at ? raisesAt : _at;
        _share = Math.Min(Top(_at), Risen((until - from).Ticks / TimeSpan.TicksPerMicrosecond));
        if (_share == Top(_at))
            _cutFrom = null;
        _at = until;
    }

    /// <summary>Fast, but slowly near where it was refused the last time: the further beyond its limit a provider is asked, the more it refuses until that is told.</summary>
    private long Risen(long micros)
    {
        if (_cutFrom is not { } cutFrom)
            return RisenTo(Whole, RaisePerMicro, _share, ref micros);
        var share = RisenTo(cutFrom * CapacityRules.TryFrom / 1000, RaisePerMicro, _share, ref micros);
        share = RisenTo(cutFrom * CapacityRules.TryTo / 1000, TryPerMicro, share, ref micros);
        return RisenTo(Whole, RaisePerMicro, share, ref micros);
    }

    private static long RisenTo(long bound, long perMicro, long share, ref long micros)
    {
        var used = Math.Clamp((bound - share + perMicro - 1) / perMicro, 0, Math.Max(0, micros));
        micros -= used;
        return share + used * perMicro;
    }

    private void Settle(TimeSpan now) => _share = Math.Min(_share, Top(now));

    /// <summary>The share that reaches the ceiling.</summary>
    private long Top(TimeSpan now) => (Ceiling(now) * Whole + Plan.Amount - 1) / Plan.Amount;

    private long Ceiling(TimeSpan now)
    {
        if (!IsNamedLower(now))
            return Plan.Amount;
        var named = _named!.Value.Limit;
        return now < _refusedAt + CapacityRules.NamedWholeAfter ? named * CapacityRules.NamedShare / 1000 : named;
    }

    /// <summary>The first moment after this at which the ceiling changes by itself; null for none.</summary>
    private TimeSpan? NextCeilingAt(TimeSpan after)
    {
        if (!IsNamedLower(after))
            return null;
        var forgottenAt = _named!.Value.At + CapacityRules.NamedForgottenAfter;
        return _refusedAt + CapacityRules.NamedWholeAfter is { } wholeAt && wholeAt > after && wholeAt < forgottenAt ? wholeAt : forgottenAt;
    }
}
