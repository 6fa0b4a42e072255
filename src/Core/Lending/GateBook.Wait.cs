using BudgetMesh.Holds;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>Requests that wait for rights of an owner, first come, first served.</summary>
public sealed partial class GateBook
{
    private readonly List<PendingDecision> _pending = [];

    public int Pending => _pending.Count;

    /// <summary>When a hold expires or a waiting request is decided at the latest, whichever is first; <see cref="TimeSpan.MaxValue"/> for neither.</summary>
    public TimeSpan NextDeadline
    {
        get
        {
            var next = _holds.Open.First?.DueAt ?? TimeSpan.MaxValue;
            foreach (var pending in _pending)
                next = Min(next, pending.Deadline);
            return next;
        }
    }

    /// <summary>Lets a request wait that <see cref="TryDecide(in Request, TimeSpan, out Decision)"/> could not decide.</summary>
    /// <param name="patience">It is decided after this long at the latest.</param>
    public PendingDecision Enqueue(in Request request, TimeSpan now, TimeSpan patience)
    {
        var pending = new PendingDecision(request, now, patience);
        if (TryRoute(request, out var route, out _) && TargetOf(request, route, now, out _) is { } bound)
            pending.Queue(route.Scope.Budgets, bound);
        _pending.Add(pending);
        WantsSync = true;
        return pending;
    }

    /// <summary>
    /// Has the slices fetched that a request like this one would need, so that the first real one needs not wait. Decided like a
    /// request that waits, but nothing is held and nothing recorded.
    /// </summary>
    public PendingDecision Prefetch(in Request request, TimeSpan now, TimeSpan patience)
    {
        var pending = new PendingDecision(request, now, patience) { IsPrefetch = true };
        _pending.Add(pending);
        WantsSync = true;
        return pending;
    }

    /// <summary>Decides what can be decided now: after an answer, after a hold was resolved, and as deadlines pass.</summary>
    /// <param name="decided">Receives the requests that were decided.</param>
    public void Pump(TimeSpan now, ICollection<PendingDecision> decided)
    {
        for (var i = 0; i < _pending.Count;)
        {
            var pending = _pending[i];
            if (now >= pending.Deadline)
                NoteWaitInVain(pending, now);
            var decision = default(Decision);
            var isDecided = pending.IsPrefetch
                ? now >= pending.Deadline || !IsShort(pending.Request, now)
                : TryDecide(pending.Request, now, now < pending.Deadline ? Wait.Waiting : Wait.Over, out decision);
            if (!isDecided)
            {
                pending.Lacks(_shortOf, now);
                i++;
                continue;
            }

            pending.Decide(decision);
            pending.Leave();
            decided.Add(pending);
            _pending.RemoveAt(i);
        }
    }

    private static void NoteWaitInVain(PendingDecision pending, TimeSpan now)
    {
        if (pending.ShortOf is { } budget)
            budget.WaitedInVain(pending.Bound.Of(budget.Unit), now);
    }

    /// <summary>Takes back a request whose caller no longer waits. False where it was decided already.</summary>
    public bool Withdraw(PendingDecision pending)
    {
        pending.Leave();
        return _pending.Remove(pending);
    }

    /// <summary>
    /// What the owners are to be asked for. Levels that lend in slices are asked at once; levels in exact mode one after the
    /// other, leaf first, so that the root's last rights are never held tentatively by somebody who waits for a leaf.
    /// </summary>
    private void SumNeeds(TimeSpan now)
    {
        foreach (var owner in _owners.Values)
        {
            foreach (var budget in owner.Budgets)
                budget.ClearNeeds();
        }

        foreach (var pending in _pending)
        {
            if (TryRoute(pending.Request, out var route, out _) && TargetOf(pending.Request, route, now, out _) is { } bound)
                AddNeeds(route.Scope, bound, now);
        }

        SumExtensions(now);
    }

    private static void AddNeeds(GateScope scope, in Amounts bound, TimeSpan now)
    {
        var mayAskExact = true;
        foreach (var budget in scope.Budgets)
            AddNeed(budget, bound.Of(budget.Unit), now, ref mayAskExact);
    }

    private static void AddNeed(GateBudget budget, long amount, TimeSpan now, ref bool mayAskExact)
    {
        var isShort = budget.Check(amount, now, away: false) != Fit.Fits;
        budget.Need(amount, isMet: !isShort, ask: isShort && (mayAskExact || budget.Mode == LendingMode.Slice));
        mayAskExact &= !isShort || budget.Mode == LendingMode.Slice;
    }

    /// <summary>Whether an owner could give what the request's first possible rung lacks here.</summary>
    private bool IsShort(in Request request, TimeSpan now)
    {
        if (!TryRoute(request, out var route, out _) || TargetOf(request, route, now, out var rung) is not { } bound)
            return false;
        if (CheckLimits(route.Scope, route.Scope.CapacityOf(rung, request.Priority, _rates), bound, asks: false, now, out _) == LimitFit.Ask)
        {
            _shortOf = null;
            return true;
        }

        foreach (var budget in route.Scope.Budgets)
        {
            if (budget.Check(bound.Of(budget.Unit), now, away: false) == Fit.Fits)
                continue;
            _shortOf = budget;
            return true;
        }

        return false;
    }

    /// <summary>The first rung that may still fit every level: what the request waits for.</summary>
    private Amounts? TargetOf(in Request request, in Route route, TimeSpan now, out int rung)
    {
        var scope = route.Scope;
        for (rung = NextRung(scope, route.Rungs.ToTry, request.Priority, now, out var left); rung >= 0; rung = NextRung(scope, left, request.Priority, now, out left))
        {
            BoundOf(request, scope, rung, out var bound);
            if (bound.Tokens <= scope.Ladder.Rungs[rung].ContextWindow && MayFit(scope, bound, now)
                && CheckLimits(scope, scope.CapacityOf(rung, request.Priority, _rates), bound, asks: false, now, out _) <= LimitFit.Ask)
            {
                return bound;
            }
        }

        return null;
    }
}
