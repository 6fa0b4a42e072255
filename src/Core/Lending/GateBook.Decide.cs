using BudgetMesh.Holds;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>Deciding: which rung, if any, fits every budget on the way from leaf to root, and holding it in the same step.</summary>
public sealed partial class GateBook
{
    private GateBudget? _shortOf;

    /// <summary>Whether a request may wait for rights.</summary>
    private enum Wait
    {
        /// <summary>It has not waited yet.</summary>
        New,

        Waiting,

        /// <summary>It is decided now, with what is here.</summary>
        Over,
    }

    /// <summary>A slice ran low, something waits or is to be returned: a sync is due, or will be sooner than was said. Cleared by <see cref="TryBuildSync"/>.</summary>
    public bool WantsSync { get; private set; }

    /// <summary>
    /// Decides from the rights that are here. False where the first rung that may fit needs more of an owner: then the request
    /// can wait (<see cref="Enqueue"/>), and nothing has changed.
    /// </summary>
    public bool TryDecide(in Request request, TimeSpan now, out Decision decision) => TryDecide(request, now, Wait.New, out decision);

    private bool TryDecide(in Request request, TimeSpan now, Wait wait, out Decision decision)
    {
        // 1. Who pays, and what may be used. A request that cannot be recorded is not admitted.
        if (!TryRoute(request, out var route, out var problem) || !HasRoom(out problem))
            return Refuse(request, problem, null, default, route, default, now, out decision);

        // 2. Where the ladder starts, after the rules, the thresholds that its budgets have passed, and their pace.
        var (scope, choice) = (route.Scope, route.Rungs);
        var rungs = scope.Ladder.Rungs;
        var foresight = route.HasShadow ? Foresee(request, route, now) : default;
        var reason = choice.IsNone ? Reason.RuledOut : choice.Start == choice.First ? Reason.Fits : route.Lowered;
        Blocker? blocker = null;
        Amounts bound = default;

        for (var i = NextRung(choice.ToTry, out var left); i >= 0; i = NextRung(left, out left))
        {
            // 3. The upper bound of what this rung can cost, if its model can take the request at all.
            var output = BoundOf(request, scope, i, out var needed);
            if (needed.Tokens > rungs[i].ContextWindow)
            {
                reason = reason is Reason.Fits or Reason.Threshold or Reason.Paced ? Reason.ContextTooLong : reason;
                continue;
            }

            bound = needed;

            // 4. Charge every level, leaf first, root last, or none.
            var fit = ChargeAll(scope, bound, now, out var failed);
            if (fit == Fit.Fits)
                return Admit(request, route, i, reason, blocker, output, bound, foresight, now, out decision);

            // 5. Ask the owner where it may help; else the next rung, remembering what stood in the way.
            if (fit == Fit.Short && !IsAway(failed!, now) && MayWait(wait, failed!, bound, now))
            {
                _shortOf = failed;
                decision = default;
                return false;
            }

            if (fit != Fit.Exceeds && !failed!.IsTurnedAway(now))
                WantsSync |= failed.LookAgain(bound.Of(failed.Unit));
            blocker ??= Describe(failed!, bound.Of(failed!.Unit));
            reason = Worse(reason, fit, failed!, now);
            if (fit == Fit.Short && IsAway(failed!, now) && _plan!.Mesh.Defaults.WhenSiloAway[0] == AwayAction.Deny)
                break;
        }

        return Refuse(request, reason, blocker, bound, route, foresight, now, out decision, Affordable(request, route, reason));
    }

    /// <summary>A new request waits only where what can be reached covers those who wait already and itself.</summary>
    private static bool MayWait(Wait wait, GateBudget budget, in Amounts bound, TimeSpan now) =>
        wait == Wait.Waiting || (wait == Wait.New && budget.HasRoomInQueue(bound.Of(budget.Unit), now));

    private Fit ChargeAll(GateScope scope, in Amounts bound, TimeSpan now, out GateBudget? failed)
    {
        var budgets = scope.Budgets;
        var worst = Fit.Fits;
        failed = null;
        foreach (var budget in budgets)
        {
            var fit = budget.Check(bound.Of(budget.Unit), now, budget.Current is not null && now >= budget.StaleAt);
            if (fit <= worst)
                continue;
            worst = fit;
            failed = budget;
        }

        if (worst != Fit.Fits)
            return worst;
        foreach (var budget in budgets)
            WantsSync |= budget.Charge(budget.Current!, bound.Of(budget.Unit), now);
        return Fit.Fits;
    }

    private bool Admit(
        in Request request, in Route route, int index, Reason reason, in Blocker? blocker, in OutputBound output, in Amounts bound, in Foresight foresight, TimeSpan now, out Decision decision)
    {
        _holds.TryRent(out var hold);
        var number = ++_decisions;
        var rung = route.Scope.Ladder.Rungs[index];
        decision = new Decision
        {
            Verdict = index == route.Rungs.First ? Verdict.Allow : Verdict.Downgrade,
            Reason = reason,
            HoldSlot = hold!.Slot,
            Deployment = rung.Deployment,
            OutputBound = output.Tokens,
            OutputBoundBy = output.By,
            Bound = bound.Usd,
            Blocker = blocker,
            Rule = RuleOf(route),
            Incarnation = Incarnation,
            Number = number,
        };
        ref var entry = ref hold.Draft.Entry;
        entry.Decision = decision;
        entry.Scope = request.Scope;
        entry.PlanVersion = _plan!.Version;
        entry.PriceVersion = rung.Quote.PriceVersion;
        entry.InputTokens = request.InputTokens;
        entry.Legs = route.Scope.Legs;
        entry.Ruling = RulingOf(request, route, foresight);
        hold.State = HoldState.Open;
        hold.Rung = rung;
        hold.Lengths = output.Lengths;
        output.Lengths?.Use();
        hold.Bound = bound;
        hold.CacheWrites = request.CacheWrites;
        hold.MadeAt = now;
        hold.DueAt = now + _lifetime;
        _holds.Open.Add(hold);
        _journal?.Open(hold, WallTicks(now));
        return true;
    }

    private bool Refuse(
        in Request request, Reason reason, in Blocker? blocker, in Amounts bound, in Route route, in Foresight foresight, TimeSpan now, out Decision decision, TokenCount? affordable = null)
    {
        var number = ++_decisions;
        decision = new Decision
        {
            Verdict = Verdict.Deny,
            Reason = reason,
            Bound = bound.Usd,
            MaxAffordable = affordable,
            Blocker = blocker,
            Rule = RuleOf(route),
            Incarnation = Incarnation,
            Number = number,
        };
        if (_receipts.Room <= ReceiptsReserved)
        {
            RefusalsUnrecorded++;
            return true;
        }

        ref var entry = ref _receipts.Next();
        entry.Decision = decision;
        entry.Kind = ReceiptKind.Denied;
        entry.AtTicks = WallTicks(now);
        entry.Scope = request.Scope;
        entry.PlanVersion = _plan?.Version ?? 0;
        entry.PriceVersion = _plan?.PriceVersion ?? "";
        entry.InputTokens = request.InputTokens;
        entry.OutputTokens = default;
        entry.Cost = default;
        entry.Legs = [];
        entry.Ruling = RulingOf(request, route, foresight);
        _journal?.Append(_receipts.LastSeq, entry);
        return true;
    }

    /// <summary>Refusals that found no room for their receipt since the start.</summary>
    public long RefusalsUnrecorded { get; private set; }

    private bool HasRoom(out Reason problem)
    {
        problem = _holds.IsFull ? Reason.TooManyHolds : Reason.ReceiptBacklog;
        return !_holds.IsFull && _receipts.Room > ReceiptsReserved + 1;
    }

    /// <summary>Every open hold will write a receipt, and one more if it expires; every expired one may write one.</summary>
    private int ReceiptsReserved => 2 * _holds.Open.Count + _holds.Expired.Count;

    private static bool IsAway(GateBudget budget, TimeSpan now) => budget.Current is not null && now >= budget.StaleAt;

    private static Reason Worse(Reason reason, Fit fit, GateBudget failed, TimeSpan now)
    {
        // What passes by itself is worth a retry: it is the reason even where a later rung is ruled out for good.
        var next = fit switch
        {
            Fit.Exceeds => Reason.BudgetExceeded,
            _ when failed.IsTurnedAway(now) => Reason.TooManyScopes,
            _ when failed.Mode == LendingMode.Deny => Reason.ScopeFrozen,
            Fit.Short when failed.Current is null || now >= failed.StaleAt || now >= failed.Current.ClosesAt => Reason.SiloUnreachable,
            _ => Reason.HoldsInFlight,
        };
        return reason is Reason.HoldsInFlight or Reason.SiloUnreachable or Reason.ScopeFrozen or Reason.TooManyScopes ? reason : next;
    }

    private static Blocker Describe(GateBudget budget, long needed)
    {
        var free = budget.Current?.Free ?? 0;
        return new Blocker(budget.Plan, budget.Cap, budget.Spent, needed, budget.Headroom, Math.Max(0, budget.Headroom - budget.Reachable - free));
    }
}
