using BudgetMesh.Holds;

namespace BudgetMesh.Lending;

/// <summary>Streams that outlive their hold or grow beyond its bound. Both wishes are absolute, so that saying one again changes nothing.</summary>
public sealed partial class GateBook
{
    private readonly List<(HoldId Hold, Amounts More, TimeSpan Until)> _extensions = [];

    /// <summary>
    /// Lets an open hold last at least <paramref name="lasts"/> from now; never less than it would. At most
    /// <see cref="Limits.HoldLifetimeSecondsMax"/> from its decision.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lasts"/> is negative.</exception>
    public ExtendOutcome Extend(HoldId id, TimeSpan lasts, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lasts, TimeSpan.Zero);
        if (IsGone(id, now, out var hold) is { } gone)
            return gone;
        var most = hold!.MadeAt + TimeSpan.FromSeconds(Limits.HoldLifetimeSecondsMax);
        var dueAt = lasts < most - now ? now + lasts : most;
        if (dueAt > hold.DueAt)
        {
            _holds.Open.Remove(hold);
            hold.DueAt = dueAt;
            _holds.Open.Add(hold);
        }

        return lasts <= hold.DueAt - now ? ExtendOutcome.Extended : ExtendOutcome.Limited;
    }

    /// <summary>
    /// Lets an open hold cover an answer of up to <paramref name="outputBound"/> tokens: what that costs more is charged on every
    /// level or on none. Where rights are missing they are asked for and kept for a moment: try again.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="Limits.TokensPerRequestMax"/>.</exception>
    public ExtendOutcome ExtendBound(HoldId id, TokenCount outputBound, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputBound.Value, Limits.TokensPerRequestMax);
        if (IsGone(id, now, out var hold) is { } gone)
            return gone;
        if (outputBound.Value <= hold!.Decision.OutputBound.Value)
            return ExtendOutcome.Extended;
        var bound = new Amounts(
            hold.Rung.Quote.UpperBound(hold.InputTokens, outputBound, hold.CacheWrites), hold.InputTokens.Value + outputBound.Value, outputBound.Value, hold.Bound.Requests);
        var more = new Amounts(bound.Usd - hold.Bound.Usd, bound.Tokens - hold.Bound.Tokens, bound.OutputTokens - hold.Bound.OutputTokens, 0);
        if (Array.Exists(hold.Legs, leg => !ReferenceEquals(leg, leg.Budget.Current) || now >= leg.ClosesAt))
            return ExtendOutcome.WindowOver;
        var worst = WorstFit(hold.Legs, more, now);
        if (worst == Fit.Exceeds)
            return ExtendOutcome.Exceeds;
        _extensions.RemoveAll(extension => extension.Hold == id);
        if (worst == Fit.Fits && !LimitsFit(hold, more, now))
            return ExtendOutcome.Short;
        if (worst != Fit.Fits)
        {
            _extensions.Add((id, more, now + LendingRules.RefreshNear));
            WantsSync = true;
            return ExtendOutcome.Short;
        }

        ChargeLimits(hold, more, now);
        foreach (var leg in hold.Legs)
            WantsSync |= leg.Budget.ChargeMore(leg, more.Of(leg.Budget.Unit), now);
        hold.Bound = bound;
        hold.Draft.Entry.Decision = hold.Decision with { OutputBound = outputBound, Bound = bound.Usd };
        _journal?.Extend(hold);
        return ExtendOutcome.Extended;
    }

    /// <summary>Null where the hold is open.</summary>
    private ExtendOutcome? IsGone(HoldId id, TimeSpan now, out Hold? hold) =>
        !_holds.TryFind(id, out hold) ? ExtendOutcome.AlreadyResolved
        : hold.State == HoldState.Expired || hold.DueAt <= now ? ExtendOutcome.Expired
        : null;

    private static Fit WorstFit(Slice[] legs, in Amounts more, TimeSpan now)
    {
        var worst = Fit.Fits;
        foreach (var leg in legs)
        {
            // A request is counted once, however long its answer: nothing more of it is no need, even where an overdraft is open.
            if (more.Of(leg.Budget.Unit) is > 0 and var amount && leg.Budget.Check(amount, now, IsAway(leg.Budget, now)) is var fit && fit > worst)
                worst = fit;
        }

        return worst;
    }

    /// <summary>Has the owners asked for what open holds want more of, in the order in which requests ask.</summary>
    private void SumExtensions(TimeSpan now)
    {
        _extensions.RemoveAll(extension => extension.Until <= now || IsGone(extension.Hold, now, out _) is not null);
        foreach (var (id, more, _) in _extensions)
        {
            var mayAskExact = true;
            if (!_holds.TryFind(id, out var hold))
                continue;
            foreach (var leg in hold.Legs)
            {
                if (more.Of(leg.Budget.Unit) is > 0 and var amount)
                    AddNeed(leg.Budget, amount, now, ref mayAskExact);
            }
        }
    }
}
