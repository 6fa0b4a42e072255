using System.Diagnostics.CodeAnalysis;
using BudgetMesh.Bounds;
using BudgetMesh.Holds;
using BudgetMesh.Lending.Journals;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>
/// A gateway's side of the lending protocol as a state machine: the slices it was lent, the holds it has open, the receipts it
/// owes, and the decisions that follow from them. One instance is one incarnation. The caller serialises, tells the time
/// (monotonic, from any origin) and carries the messages.
/// </summary>
public sealed partial class GateBook
{
    private readonly GateJournal? _journal;
    private readonly HoldTable _holds;
    private readonly ReceiptLog _receipts;
    private readonly Dictionary<(ScopePath Scope, string Budget), GateBudget> _budgets = [];
    private readonly Dictionary<ScopePath, GateOwner> _owners = [];
    private GateScope[] _scopes = [];
    private readonly Dictionary<(ScopePlan Scope, string Ladder), GateScope> _wished = [];
    private GatePlan? _plan;
    private long _wallOriginTicks;
    private long _decisions;
    private long _terms;
    private TimeSpan _lifetime;
    private bool _leaving;

    /// <param name="bounds">What the gateway has learned in its earlier lives; null for nothing.</param>
    /// <param name="journal">A fresh journal of this incarnation, or null where the last word of a killed process is not wanted.</param>
    public GateBook(Incarnation incarnation, GateLimits limits, GateBounds? bounds = null, GateJournal? journal = null)
    {
        _journal = journal;
        _rates = new GateRates(incarnation);
        Incarnation = incarnation;
        Bounds = bounds ?? new GateBounds();
        _holds = new HoldTable(limits.HoldsMax);
        _receipts = new ReceiptLog(incarnation, limits.ReceiptsMax);
        _madeMost = limits.MadeScopesMax;
        _madeByPath = _made.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public Incarnation Incarnation { get; }

    /// <summary>How long answers are.</summary>
    public GateBounds Bounds { get; }

    /// <summary>The number of the last decision that was made; 0 for none.</summary>
    public long LastDecision => _decisions;

    /// <summary>The plan in force; null before the first.</summary>
    public GatePlan? Plan => _plan;

    public int OpenHolds => _holds.Open.Count;

    public int ExpiredHolds => _holds.Expired.Count;

    /// <summary>The owners say that this incarnation is closed: the gateway must start as a new one.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The silo's clock at monotonic time zero, as well as the gateway can tell: stamps receipts, decides no rights.</summary>
    public void SetClock(Instant wallOrigin) => _wallOriginTicks = wallOrigin.ToUnixTimeTicks();

    /// <summary>The silo's time; null before it is known.</summary>
    public Instant? WallAt(TimeSpan now) => _wallOriginTicks == 0 ? null : Instant.FromUnixTimeTicks(WallTicks(now));

    /// <summary>Puts a plan in force. Slices and holds stay; budgets that are gone drain.</summary>
    public void Adopt(GatePlan plan)
    {
        _plan = plan;
        _lifetime = plan.Mesh.Defaults.HoldLifetime.ToTimeSpan();
        _terms++;
        _scopes = new GateScope[plan.Mesh.Scopes.Count];
        _wished.Clear();
        _foreseen.Clear();
        _made.Clear();
        var kept = new HashSet<(ScopePath, string)>();
        foreach (var scope in plan.Mesh.Scopes.Values)
        {
            foreach (var budget in scope.Budgets)
            {
                kept.Add((budget.Scope, budget.Name));
                AdoptBudget(budget.Scope, budget);
            }
        }

        foreach (var owner in _owners.Values)
            AdoptMade(owner, plan.Mesh, kept);
        foreach (var (key, budget) in _budgets)
        {
            if (!kept.Contains(key))
                budget.Retire();
        }

        foreach (var scope in plan.Mesh.Scopes.Values)
            _scopes[scope.Index] = Bind(scope, plan.Ladders[scope.Ladder.Name]);
    }

    /// <summary>The holds that are open or expired, oldest first.</summary>
    public IEnumerable<HoldSnapshot> Holds(TimeSpan now)
    {
        for (var hold = _holds.Expired.First; hold is not null; hold = hold.Next)
            yield return Snapshot(hold, now);
        for (var hold = _holds.Open.First; hold is not null; hold = hold.Next)
            yield return Snapshot(hold, now);
    }

    /// <summary>The hold of that name, while it is open or expired.</summary>
    public bool TryFindHold(HoldId id, TimeSpan now, [NotNullWhen(true)] out HoldSnapshot? snapshot)
    {
        snapshot = _holds.TryFind(id, out var hold) ? Snapshot(hold, now) : null;
        return snapshot is not null;
    }

    /// <summary>What this gateway was lent of every budget and window that is not drained.</summary>
    public IEnumerable<(ScopePath Scope, string Budget, long Window, SliceCounters Counters)> Slices() =>
        from owner in _owners.Values
        from budget in owner.Budgets
        from slice in budget.Current is { } current ? budget.Draining.Prepend(current) : budget.Draining
        select (owner.Scope, budget.Plan.Name, slice.Window, slice.Counters);

    /// <exception cref="InvariantViolationException">The book contradicts itself.</exception>
    public void AssertInvariants()
    {
        foreach (var (scope, budget, window, counters) in Slices())
        {
            if (counters.Contradiction is { } contradiction)
                throw new InvariantViolationException($"{Incarnation}, {scope}:{budget}/{window}: {contradiction}");
            if (_budgets[(scope, budget)].IsAlwaysHard && counters.Free < 0 && -counters.Free > counters.Overdraft)
                throw new InvariantViolationException($"{Incarnation}, {scope}:{budget}/{window}: more was charged than was lent");
        }
    }

    private void AdoptBudget(ScopePath scope, Budgets.BudgetPlan plan)
    {
        if (_budgets.TryGetValue((scope, plan.Name), out var budget))
        {
            budget.Replan(plan);
            return;
        }

        if (!_owners.TryGetValue(scope, out var owner))
            _owners[scope] = owner = new GateOwner(scope, _journal);
        _budgets[(scope, plan.Name)] = budget = new GateBudget(plan, _journal);
        owner.Budgets.Add(budget);
    }

    private GateScope Bind(ScopePlan scope, BoundLadder ladder) =>
        new(scope, ladder, [.. scope.Levels.Select(level => _budgets[(level.Scope, level.Name)])], _rates.LimitsOf(scope));

    private bool TryFind(in Request request, [NotNullWhen(true)] out GateScope? scope, out Reason problem)
    {
        scope = null;
        problem = Reason.NotReady;
        if (_plan is null || _leaving || IsClosed)
            return false;
        problem = Reason.UnknownScope;
        if (!TryFindScope(request.Scope.Value, out scope, ref problem))
            return false;
        if (request.Ladder is null)
            return true;
        problem = Reason.UnknownLadder;
        return TryBindTo(scope.Plan, request.Ladder, out scope);
    }

    /// <summary>The scope with another ladder than its own.</summary>
    private bool TryBindTo(ScopePlan plan, string ladderName, [NotNullWhen(true)] out GateScope? scope)
    {
        if (_wished.TryGetValue((plan, ladderName), out scope))
            return true;
        if (!_plan!.Ladders.TryGetValue(ladderName, out var ladder))
            return false;
        _wished[(plan, ladderName)] = scope = Bind(plan, ladder);
        return true;
    }

    private static HoldSnapshot Snapshot(Hold hold, TimeSpan now) => new(
        hold.Decision.Number, hold.Scope, hold.Rung.Deployment.Id, hold.State, hold.Bound.Usd, hold.Bound.Tokens, now - hold.MadeAt, hold.DueAt - now,
        [.. hold.Legs.Select(leg => new ReceiptLeg(leg.Budget.Plan.Scope, leg.Budget.Plan.Name, leg.Window, hold.Bound.Of(leg.Budget.Unit)))]);
}
