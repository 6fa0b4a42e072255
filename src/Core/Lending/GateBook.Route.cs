using System.Numerics;
using BudgetMesh.Holds;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>Where a request may go by the policies, before any budget is asked.</summary>
public sealed partial class GateBook
{
    /// <summary>Ladders that only shadow rules lead to, with a memory of their thresholds of their own: looking at one must not move another.</summary>
    private readonly Dictionary<(ScopePlan Scope, string Ladder), GateScope> _foreseen = [];

    private (string? Task, string? DataClass, string? Caller, Priority Priority) _valid;

    /// <summary>The payer with the ladder to use, and the rungs of it that the rules leave. False where the request cannot be served at all.</summary>
    private bool TryRoute(in Request request, out Route route, out Reason problem)
    {
        route = default;
        if (!TryFind(request, out var scope, out problem))
            return false;
        problem = Reason.InvalidRequest;
        if (!HasValidLabels(request))
            return false;
        var policies = scope.Plan.Policies;
        var matched = policies.IsEmpty ? default : policies.Match(request);
        var enforced = policies.Enforced(matched);
        if (policies.Router(enforced)?.Ladder is { } ladder && !ReferenceEquals(ladder, scope.Ladder.Plan) && !TryBindTo(scope.Plan, ladder.Name, out scope))
            return false;
        var (start, lowered) = scope.Start(_terms, request.Priority);
        route = new Route(scope, scope.Rules.Choose(enforced, start, request.Reachable), lowered, matched, enforced);
        return true;
    }

    /// <summary>Callers use the same few strings: those that were found valid last need no second look.</summary>
    private bool HasValidLabels(in Request request)
    {
        var (task, dataClass, caller, priority) = _valid;
        if (ReferenceEquals(request.Task, task) && ReferenceEquals(request.DataClass, dataClass) && ReferenceEquals(request.Caller, caller) && request.Priority == priority)
            return true;
        if (!Label.AreValid(request))
            return false;
        _valid = (request.Task, request.DataClass, request.Caller, request.Priority);
        return true;
    }

    /// <summary>What would be decided if shadow rules were in force, as far as this gateway can tell: what an owner may still lend counts as lent. Default where that is the same rungs.</summary>
    private Foresight Foresee(in Request request, in Route route, TimeSpan now)
    {
        var scope = route.Scope;
        var ladder = scope.Plan.Policies.Router(route.Matched)?.Ladder?.Name ?? request.Ladder ?? scope.Plan.Ladder.Name;
        if (ladder != scope.Ladder.Plan.Name)
            scope = ForeseenOn(scope.Plan, ladder);
        var rungs = scope.Rules.Choose(route.Matched, scope.Start(_terms, request.Priority).Rung, request.Reachable);
        if (ReferenceEquals(scope, route.Scope) && rungs == route.Rungs)
            return default;
        for (var i = NextRung(scope, rungs.ToTry, request.Priority, now, out var left); i >= 0; i = NextRung(scope, left, request.Priority, now, out left))
        {
            var rung = scope.Ladder.Rungs[i];
            BoundOf(request, scope, i, out var bound);
            if (bound.Tokens <= rung.ContextWindow && MayFit(scope, bound, now))
                return new Foresight(scope.Ladder.AreAlike(i, rungs.First) ? Verdict.Allow : Verdict.Downgrade, rung.Deployment);
        }

        return new Foresight(Verdict.Deny, null);
    }

    private static string? RuleOf(in Route route) => route.Enforced.IsEmpty ? null : route.Scope.Plan.Policies.NameOf(route.Enforced);

    /// <summary>What the receipt will say; of a request that no rule has seen, nothing that it states: it may be of any length.</summary>
    private static Ruling RulingOf(in Request request, in Route route, in Foresight foresight) => route.Scope is { } scope
        ? new Ruling(request.Task, request.Priority, request.DataClass, request.Caller, scope.Plan.Policies, route.Matched, foresight, AheadOf(route))
        : default;

    /// <summary>Null where it is not the pace that the ladder starts lower for.</summary>
    private static AheadOfCourse? AheadOf(in Route route) =>
        route.Lowered == Reason.Paced && route.Rungs.Start != route.Rungs.First ? route.Scope.Ahead : null;

    private GateScope ForeseenOn(ScopePlan plan, string ladderName)
    {
        if (!_foreseen.TryGetValue((plan, ladderName), out var scope))
            _foreseen[(plan, ladderName)] = scope = Bind(plan, _plan!.Ladders[ladderName]);
        return scope;
    }

    private static bool MayFit(GateScope scope, in Amounts bound, TimeSpan now)
    {
        foreach (var budget in scope.Budgets)
        {
            if (budget.Check(bound.Of(budget.Unit), now, away: false) > Fit.Short)
                return false;
        }

        return true;
    }

    /// <summary>
    /// Which of <paramref name="rungs"/> to try first, and the others; −1 where there is none. Deployments of one model are tried by
    /// health, then price, then room.
    /// </summary>
    private int NextRung(GateScope scope, uint rungs, Priority priority, TimeSpan now, out uint after)
    {
        after = rungs & (rungs - 1);
        if (rungs == 0)
            return -1;
        var first = BitOperations.TrailingZeroCount(rungs);
        var alike = scope.Ladder.Alike(first) & rungs;
        if ((alike & (alike - 1)) == 0)
            return first;
        var best = (Closed: true, Cost: long.MaxValue, Room: -1L, Rung: first);
        for (; alike != 0; alike &= alike - 1)
        {
            var rung = BitOperations.TrailingZeroCount(alike);
            var capacity = scope.CapacityOf(rung, priority, _rates);
            var next = (Closed: capacity.Owner.IsClosed(now), Cost: scope.Ladder.CostOf(rung), Room: capacity.Room(now), Rung: rung);
            if ((next.Closed, next.Cost, -next.Room).CompareTo((best.Closed, best.Cost, -best.Room)) < 0)
                best = next;
        }

        after = rungs & ~(1u << best.Rung);
        return best.Rung;
    }

    /// <param name="Lowered">Why the ladder would start lower than the rules say, where it does.</param>
    private readonly record struct Route(GateScope Scope, RungChoice Rungs, Reason Lowered, RuleBits Matched, RuleBits Enforced)
    {
        public bool HasShadow => Matched != Enforced && !Scope.Plan.Policies.AreAlike(Matched, Enforced);
    }
}
