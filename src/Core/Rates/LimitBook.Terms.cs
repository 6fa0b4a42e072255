namespace BudgetMesh.Rates;

/// <summary>What a gateway is told of a limit.</summary>
internal sealed partial class LimitBook
{
    /// <summary>
    /// The terms of one line. Raised by no more than what is free; credits are taken from what the owner has not lent. While it
    /// learns, slices stay as they are, and whoever has none is lent of the safe share only.
    /// </summary>
    public RateTerms Tell(RateHolder holder, RateReport report, TimeSpan now)
    {
        var line = LineOf(holder, report);
        return Plan.IsRate ? TellRate(line, report, now) : TellSlots(line, report);
    }

    /// <summary>When the gateway should ask again: at once where its share is on its way.</summary>
    public TimeSpan RefreshAfter(RateHolder holder, Claim claim)
    {
        if (!_byGateway.TryGetValue((holder.Incarnation, claim), out var line))
            return RateRules.Refresh;
        if (!line.IsExact && (Lacks(line, line.Amount) || line.InForce > line.Amount))
            return RateRules.RefreshContended;
        return line.Demand.Amount > line.Amount ? RateRules.RefreshSaturated : RateRules.Refresh;
    }

    private RateTerms TellSlots(RateLine line, RateReport report)
    {
        var amount = _learning != RateLearning.Over
            ? Math.Min(line.InForce, report.Amount)
            : line.Target > line.InForce ? Math.Min(line.Target, line.InForce + Math.Max(0, Total - Lent))
            : Lent <= Total && line.InForce - line.Target <= Math.Max(1, line.InForce * RateRules.LackLeast / 1000) ? line.InForce : line.Target;
        line.IsExact = false;
        line.Tell(amount, 0);
        return new RateTerms(Plan.Name, line.Claim, amount, 0, 0, line.Demand.Amount > amount ? RateRules.RefreshSaturated : TimeSpan.Zero, SafeAmount);
    }

    private RateTerms TellRate(RateLine line, RateReport report, TimeSpan now)
    {
        if (_learning == RateLearning.Over)
            Resize(line, now);
        else
            line.Tell(Math.Min(line.InForce, report.Amount), Math.Min(line.BurstInForce, report.Burst));
        var retryAfter = Credit(line, now);
        SetRest(now);
        return new RateTerms(Plan.Name, line.Claim, line.Amount, line.Burst, line.Credited, retryAfter, SafeAmount);
    }

    /// <summary>In slices where a slice has room for some requests, else from case to case.</summary>
    private void Resize(RateLine line, TimeSpan now)
    {
        var share = BurstOf(line.Target);
        var least = line.Demand.Bound * RateRules.SliceBounds / (line.IsExact ? 1 : 2);
        line.IsExact = line.Target == 0 || share < Math.Max(least, line.Demand.SmallestNeed);
        var (amount, burst) = line.IsExact ? (0, 0) : (line.Target, share);
        if (!_takesLittle && amount < line.InForce && line.InForce - amount <= Tolerance(line.InForce))
            (amount, burst) = (line.InForce, line.BurstInForce);
        amount = Math.Min(amount, line.InForce + Math.Max(0, Total - SafeTotal - Lent));
        var room = Math.Max(0, TotalBurst - SafeBurst - LentBurst - Outstanding);
        var more = Math.Clamp(burst - line.BurstInForce, 0, room);

        var saved = Saved(line, amount, more, room, now);
        if (saved > 0)
            _rest.Charge(saved, now);
        line.Tell(amount, Math.Min(burst, line.BurstInForce + more), saved);
    }

    /// <summary>
    /// What the rest has saved up goes with the room for it; otherwise a gateway would begin with nothing after each pause. Where all
    /// are short it goes to them as well: it was gained while a share was on its way from one to another.
    /// </summary>
    private long Saved(RateLine line, long amount, long more, long room, TimeSpan now)
    {
        if (more > 0)
            return (long)((Int128)Spare(now) * more / room);
        var isSpare = !line.IsExact && line.Demand.Amount > amount && !_lines.Exists(static other => other is { IsExact: true, Demand.Amount: > 0 });
        return isSpare && Total > 0 ? (long)((Int128)Spare(now) * line.Target / Total) : 0;
    }

    /// <summary>Lends what waits at a gateway for the owner's word, as far as the rest has it and it is this claim's turn.</summary>
    private TimeSpan Credit(RateLine line, TimeSpan now)
    {
        var demand = line.Demand;
        if (demand.Waiting <= 0)
            return TimeSpan.Zero;
        if (demand.SmallestNeed > TotalBurst - SafeBurst)
            return TimeSpan.MaxValue;
        var draw = DrawOf(line.Claim, now);
        var units = Math.Min(demand.Waiting, Math.Min(Spare(now), draw.Level(now)));
        if (units >= demand.SmallestNeed)
        {
            draw.Charge(units, now);
            line.Credit(units);
            return TimeSpan.Zero;
        }

        var soon = _rest.TimeUntil(demand.SmallestNeed + Outstanding, now);
        var turn = draw.TimeUntil(demand.SmallestNeed, now);
        soon = soon > turn ? soon : turn;
        return soon < RateRules.Lease ? TimeSpan.FromMilliseconds(Math.Ceiling(soon.TotalMilliseconds)) : RateRules.Lease;
    }

    /// <summary>What a claim may draw where each request is asked for: all but the shares of others, so that nobody takes another's by asking more often.</summary>
    private RateBucket DrawOf(Claim claim, TimeSpan now)
    {
        var others = 0L;
        foreach (var line in _lines)
            others += line.Claim == claim ? 0 : line.Target;
        var isNew = !_draws.TryGetValue(claim, out var draw);
        if (isNew)
            _draws[claim] = draw = new RateBucket();
        draw!.Set(Math.Max(Total - others, Total / 1000), TotalBurst, now);
        if (isNew)
            draw.Add(TotalBurst, now);
        return draw;
    }

    /// <summary>
    /// Its part of the burst, but for what those need who ask for each request: the largest of those must be able to gather; and but
    /// for room for what the rest gains while shares move.
    /// </summary>
    private long BurstOf(long amount)
    {
        var kept = (long)((Int128)TotalBurst * RateRules.RestShare / 1000);
        foreach (var line in _lines)
            kept = line.IsExact ? Math.Max(kept, Math.Max(line.Demand.Bound, line.Demand.SmallestNeed)) : kept;
        return Total == 0 ? 0 : (long)((Int128)Math.Max(0, TotalBurst - SafeBurst - kept) * amount / Total);
    }

    /// <summary>Every gateway that is known could go on with as much at once.</summary>
    private long SafeAmount
    {
        get
        {
            var gateways = 0;
            RateHolder? last = null;
            foreach (var line in _lines)
            {
                gateways += line.Holder != last ? 1 : 0;
                last = line.Holder;
            }

            return Total / Math.Max(1, gateways);
        }
    }
}
