using BudgetMesh.Holds;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>A request that waits for rights of an owner.</summary>
public sealed class PendingDecision
{
    private readonly TimeSpan _patienceEnds;
    private GateBudget[] _queues = [];
    private TimeSpan _since;

    internal PendingDecision(in Request request, TimeSpan now, TimeSpan patience)
    {
        Request = request;
        _since = now;
        _patienceEnds = Deadline = now + patience;
    }

    public Request Request { get; }

    /// <summary>Nothing is to be held for it: it only has rights fetched.</summary>
    public bool IsPrefetch { get; internal init; }

    /// <summary>It is decided then with what is here.</summary>
    public TimeSpan Deadline { get; private set; }

    /// <summary>What it waits for: the bound of the first rung that could fit when it began to wait.</summary>
    internal Amounts Bound { get; private set; }

    /// <summary>The first budget that it lacks rights of; null before that is known.</summary>
    internal GateBudget? ShortOf { get; private set; }

    /// <summary>The answer, once <see cref="IsDecided"/>.</summary>
    public Decision Decision { get; private set; }

    public bool IsDecided { get; private set; }

    /// <summary>Takes its place among those who wait for these budgets.</summary>
    internal void Queue(GateBudget[] budgets, in Amounts bound)
    {
        (_queues, Bound) = (budgets, bound);
        foreach (var budget in budgets)
            budget.Enqueue(bound.Of(budget.Unit));
    }

    /// <summary>Gives its place up.</summary>
    internal void Leave()
    {
        foreach (var budget in _queues)
            budget.Enqueue(-Bound.Of(budget.Unit));
        _queues = [];
    }

    /// <summary>The first budget that it lacks rights of, or null for a limit: another one than before is progress.</summary>
    internal void Lacks(GateBudget? budget, TimeSpan now)
    {
        if (budget is null)
            Deadline = _patienceEnds; // what owners of budgets have said says nothing of limits
        if (ReferenceEquals(budget, ShortOf))
            return;
        ShortOf = budget;
        _since = now;
    }

    /// <summary>The owners of budgets were asked for what it lacks: what was not lent can only be recalled, and that does not take long.</summary>
    internal void Answered(TimeSpan askedAt, TimeSpan now)
    {
        if (_since <= askedAt && Deadline > now + LendingRules.RecallPatience)
            Deadline = now + LendingRules.RecallPatience;
    }

    internal void Decide(in Decision decision)
    {
        Decision = decision;
        IsDecided = true;
    }
}
