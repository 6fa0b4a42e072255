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
        return Plan.IsRate ? TellRate(line, now) : TellSlots(line);
    }

    /// <summary>When the gateway should ask again: at once where its share is on its way.</summary>
    public TimeSpan RefreshAfter(RateHolder holder, Claim claim)
    {
        if (!_byGateway.TryGetValue((holder.Incarnation, claim), out var line))
            return RateRules.Refresh;
        if (!line.IsExact && line.Target - line.Amount > Tolerance(line.Target))
            return RateRules.RefreshContended;
        return line.Demand.Amount > line.Amount ? RateRules.RefreshSaturated : RateRules.Refresh;
    }

    private RateTerms TellSlots(RateLine line)
    {
        var amount = _learning != RateLearning.Over
            ? Math.Min(line.InForce, line.Amount)
            : line.Target > line.InForce ? Math.Min(line.Target, line.InForce + Math.Max(0, Total - Lent)) : line.Target;
        line.IsExact = false;
        line.Tell(amount, 0);
        return new RateTerms(Plan.Name, line.Claim, amount, 0, 0, TimeSpan.Zero, SafeAmount);
    }

    private RateTerms TellRate(RateLine line, TimeSpan now)
    {
        if (_learning == RateLearning.Over)
            Resize(line, now);
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
        if (!_isShort && amount < line.InForce && line.InForce - amount <= Tolerance(line.InForce))
            (amount, burst) = (line.InForce, line.BurstInForce);
        amount = Math.Min(amount, line.InForce + Math.Max(0, Total - SafeTotal - Lent));
        var room = Math.Max(0, TotalBurst - SafeBurst - LentBurst);
        var more = Math.Clamp(burst - line.BurstInForce, 0, room);

        // What the rest has saved up goes with the room for it; otherwise a gateway would begin with nothing after each pause.
        var saved = more > 0 ? (long)((Int128)_rest.Level(now) * more / room) : 0;
        if (saved > 0)
            _rest.Charge(saved, now);
        line.Tell(amount, Math.Min(burst, line.BurstInForce + more), saved);
    }

    /// <summary>Lends what waits at a gateway for the owner's word, as far as the rest has it and it is this claim's turn.</summary>
    private TimeSpan Credit(RateLine line, TimeSpan now)
    {
        var demand = line.Demand;
        if (demand.Waiting <= 0)
            return TimeSpan.Zero;
        if (demand.SmallestNeed > TotalBurst)
            return TimeSpan.MaxValue;
        var draw = DrawOf(line.Claim, now);
        var units = Math.Min(demand.Waiting, Math.Min(_rest.Level(now), draw.Level(now)));
        if (units >= demand.SmallestNeed)
        {
            draw.Charge(units, now);
            GiveCredit(line, units, now);
            return TimeSpan.Zero;
        }

        var soon = _rest.TimeUntil(demand.SmallestNeed, now);
        var turn = draw.TimeUntil(demand.SmallestNeed, now);
        soon = soon > turn ? soon : turn;
        return soon < RateRules.Lease ? soon : RateRules.Lease;
    }

    private void GiveCredit(RateLine line, long units, TimeSpan now)
    {
        units = Math.Min(units, _rest.Level(now));
        if (units <= 0)
            return;
        _rest.Charge(units, now);
        line.Credit(units);
    }

    /// <summary>What a claim may draw where each request is asked for: its own share, so that nobody takes another's by asking more often.</summary>
    private RateBucket DrawOf(Claim claim, TimeSpan now)
    {
        var target = 0L;
        foreach (var line in _lines)
            target += line.Claim == claim ? line.Target : 0;
        var isNew = !_draws.TryGetValue(claim, out var draw);
        if (isNew)
            _draws[claim] = draw = new RateBucket();
        draw!.Set(Math.Max(target, Total / 1000), TotalBurst, now);
        if (isNew)
            draw.Add(TotalBurst, now);
        return draw;
    }

    private long BurstOf(long amount) => Total == 0 ? 0 : (long)((Int128)(TotalBurst - SafeBurst) * amount / Total);

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
