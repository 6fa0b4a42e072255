using BudgetMesh.Holds;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>Deciding: which rung, if any, fits every budget on the way from leaf to root, and holding it in the same step.</summary>
public sealed partial class GateBook
{
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
            return Refuse(request, problem, default, route, default, now, out decision);

        // 2. Where the ladder starts, after the rules, the thresholds that its budgets have passed, and their pace.
        var (scope, choice) = (route.Scope, route.Rungs);
        var rungs = scope.Ladder.Rungs;
        var foresight = route.HasShadow ? Foresee(request, route, now) : default;
        var reason = choice.IsNone ? Reason.RuledOut : choice.Start == choice.First ? Reason.Fits : route.Lowered;
        var shortage = default(Shortage);
        Amounts bound = default;

        for (var i = NextRung(scope, choice.ToTry, request.Priority, now, out var left); i >= 0; i = NextRung(scope, left, request.Priority, now, out left))
        {
            // 3. The upper bound of what this rung can cost, if its model can take the request at all.
            var output = BoundOf(request, scope, i, out var needed);
            if (needed.Tokens > rungs[i].ContextWindow)
            {
                reason = reason is Reason.Fits or Reason.Threshold or Reason.Paced ? Reason.ContextTooLong : reason;
                continue;
            }

            bound = needed;

            // 4. Every budget, leaf first, root last, every limit on the way, and the deployment's capacity: charged together, or none.
            var capacity = scope.CapacityOf(i, request.Priority, _rates);
            var fit = CheckBudgets(scope, bound, now, out var failed);
            var limitFit = CheckLimits(scope, capacity, bound, wait == Wait.New, now, out var failedLimit);
            if (fit == Fit.Fits && limitFit == LimitFit.Fits)
                return Admit(request, route, i, capacity, reason, shortage, output, bound, foresight, now, out decision);

            // 5. Ask the owner where it may help; else the next rung, remembering what stood in the way.
            var next = fit == Fit.Fits || (fit == Fit.Short && wait == Wait.Over && IsCertain(limitFit))
                ? StepDown(request, capacity, bound, limitFit, failedLimit, wait, now, ref reason, ref shortage)
                : StepDown(bound, fit, failed!, wait, now, ref reason, ref shortage);
            if (next == Step.Ask)
            {
                decision = default;
                return false;
            }

            if (next == Step.End)
                break;
        }

        return Refuse(request, reason, bound, route, foresight, now, out decision, shortage, Affordable(request, route, reason));
    }

    private static Fit CheckBudgets(GateScope scope, in Amounts bound, TimeSpan now, out GateBudget? failed)
    {
        var worst = Fit.Fits;
        failed = null;
        foreach (var budget in scope.Budgets)
        {
            var fit = budget.Check(bound.Of(budget.Unit), now, budget.Current is not null && now >= budget.StaleAt);
            if (fit <= worst)
                continue;
            worst = fit;
            failed = budget;
        }

        return worst;
    }

    private bool Admit(
        in Request request, in Route route, int index, GateCapacity capacity, Reason reason, in Shortage shortage, in OutputBound output, in Amounts bound, in Foresight foresight, TimeSpan now,
        out Decision decision)
    {
        foreach (var budget in route.Scope.Budgets)
            WantsSync |= budget.Charge(budget.Current!, bound.Of(budget.Unit), now);
        ChargeLimits(route.Scope, capacity, bound, now);
        _holds.TryRent(out var hold);
        var number = ++_decisions;
        var rung = route.Scope.Ladder.Rungs[index];
        decision = new Decision
        {
            Verdict = route.Scope.Ladder.AreAlike(index, route.Rungs.First) ? Verdict.Allow : Verdict.Downgrade,
            Reason = reason,
            HoldSlot = hold!.Slot,
            Deployment = rung.Deployment,
            OutputBound = output.Tokens,
            OutputBoundBy = output.By,
            Bound = bound.Usd,
            Rule = RuleOf(route),
            Incarnation = Incarnation,
            Number = number,
        };
        // Seldom: copied always, it would cost as much as all the rules.
        if (shortage.Blocker is not null)
            decision = decision with { Blocker = shortage.Blocker };
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
        hold.Limits = route.Scope.Limits;
        hold.Capacity = capacity.Lines;
        hold.Bound = bound;
        hold.CacheWrites = request.CacheWrites;
        hold.MadeAt = now;
        hold.DueAt = now + _lifetime;
        _holds.Open.Add(hold);
        _journal?.Open(hold, WallTicks(now));
        return true;
    }

    private bool Refuse(
        in Request request, Reason reason, in Amounts bound, in Route route, in Foresight foresight, TimeSpan now, out Decision decision, in Shortage shortage = default, TokenCount? affordable = null)
    {
        var defers = request.IsDeferrable && reason is Reason.RateLimited or Reason.CapacityShort or Reason.DeploymentClosed or Reason.HoldsInFlight or Reason.SiloUnreachable;
        var number = ++_decisions;
        decision = new Decision
        {
            Verdict = defers ? Verdict.Defer : Verdict.Deny,
            Reason = reason,
            Bound = bound.Usd,
            MaxAffordable = affordable,
            Blocker = shortage.Blocker,
            Wait = shortage.RetryAfter,
            BatchBound = defers ? BatchBoundOf(request, route, bound) : null,
            Rule = RuleOf(route),
            Incarnation = Incarnation,
            Number = number,
        };
        // Without any word of a silo there is no date to put on a receipt, and nothing to tell of but that.
        var isBefore = _plan is null && WallAt(now) is null;
        if (isBefore || _receipts.Room <= ReceiptsReserved)
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

    /// <summary>Refusals without a receipt since the start: there was no room for it, or no silo has answered yet.</summary>
    public long RefusalsUnrecorded { get; private set; }

    private bool HasRoom(out Reason problem)
    {
        problem = _holds.IsFull ? Reason.TooManyHolds : Reason.ReceiptBacklog;
        return !_holds.IsFull && _receipts.Room > ReceiptsReserved + 1;
    }

    /// <summary>Every open hold will write a receipt, and one more if it expires; every expired one may write one.</summary>
    private int ReceiptsReserved => 2 * _holds.Open.Count + _holds.Expired.Count;

    /// <summary>What waiting for a cheaper hour would cost at most; null where the price book has no such price.</summary>
    private static Money? BatchBoundOf(in Request request, in Route route, in Amounts bound) =>
        route.Scope.Ladder.Rungs[route.Rungs.First].Quote.BatchUpperBound(request.InputTokens, new TokenCount(bound.OutputTokens), request.CacheWrites);
}
