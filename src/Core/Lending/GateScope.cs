using BudgetMesh.Bounds;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>A scope of the plan with everything that a decision reads: its budgets leaf first, its ladder, and where the ladder starts.</summary>
internal sealed class GateScope(ScopePlan plan, BoundLadder ladder, GateBudget[] budgets, GateLimit[] limits)
{
    private const int Priorities = 3;

    private readonly GateCapacity?[] _capacity = new GateCapacity?[ladder.Rungs.Length * Priorities];
    private Slice[]? _legs;
    private GateLengths?[]? _lengths;
    private Dictionary<string, GateLengths?[]>? _lengthsOfTasks;
    private int _passed;
    private int _paceLevel;
    private long _termsSeen = -1;

    public ScopePlan Plan { get; } = plan;

    public BoundLadder Ladder { get; } = ladder;

    /// <summary>What the scope's policy rules mean on this ladder.</summary>
    public RuledLadder Rules { get; } = new(plan.Policies, ladder.Plan);

    /// <summary>Leaf first, root last.</summary>
    public GateBudget[] Budgets { get; } = budgets;

    /// <summary>Leaf first, root last.</summary>
    public GateLimit[] Limits { get; } = limits;

    /// <summary>The deployment of a rung as requests of that priority meet it. Looked up once.</summary>
    public GateCapacity CapacityOf(int rung, Priority priority, GateRates rates) =>
        _capacity[rung * Priorities + (priority - Priority.Batch)] ??= rates.CapacityOf(Ladder.Rungs[rung].Deployment, new Claim(Plan.Claimant.Scope, priority));

    /// <summary>The open slices of <see cref="Budgets"/>, shared by all holds that are made on them.</summary>
    public Slice[] Legs
    {
        get
        {
            if (_legs is null || !AreCurrent(_legs))
                _legs = [.. Budgets.Select(static budget => budget.Current!)];
            return _legs;
        }
    }

    /// <summary>
    /// What is known of the answers of a rung to a task; null where the scope does not learn, or too much is being learned. A
    /// task is looked up once, then found again without allocation.
    /// </summary>
    public GateLengths? LengthsOf(int rung, string? task, GateBounds bounds)
    {
        if (!Plan.LearnsOutputBound)
            return null;
        ref var lengths = ref CellsOf(ref task)[rung];
        return lengths ??= bounds.Open(new BoundKey(Plan.LearnsAs, task ?? "", Ladder.Rungs[rung].Deployment.Model));
    }

    private GateLengths?[] CellsOf(ref string? task)
    {
        if (task is { Length: > 0 and <= BudgetMesh.Limits.TaskLengthMax })
        {
            _lengthsOfTasks ??= new Dictionary<string, GateLengths?[]>(StringComparer.Ordinal);
            if (_lengthsOfTasks.TryGetValue(task, out var cells))
                return cells;
            if (_lengthsOfTasks.Count < BudgetMesh.Limits.TasksPerScopeMax)
                return _lengthsOfTasks[task] = new GateLengths?[Ladder.Rungs.Length];
        }

        task = null;
        return _lengths ??= new GateLengths?[Ladder.Rungs.Length];
    }

    /// <summary>A hard budget has little of its cap left, as the owners last said. Asked after <see cref="Start"/>.</summary>
    public bool IsNearCap { get; private set; }

    /// <summary>The rung to start with, and why not the first: thresholds that the budgets have passed, or spend ahead of their windows' course.</summary>
    /// <param name="terms">Changes whenever any budget's terms do.</param>
    public (int Rung, Reason Reason) Start(long terms, Priority priority)
    {
        if (terms != _termsSeen)
            Look(terms);
        var passed = Ladder.StartRung(_passed);
        var paced = Pace.StartRung(_paceLevel, priority, Ladder.Rungs.Length);
        return paced > passed ? (paced, Reason.Paced) : (passed, passed == 0 ? Reason.Fits : Reason.Threshold);
    }

    /// <summary>The budget that is furthest ahead of its course; null where none is so far that it matters. Asked after <see cref="Start"/>.</summary>
    public AheadOfCourse? Ahead { get; private set; }

    private void Look(long terms)
    {
        var (used, usedHard) = (0, 0);
        (_paceLevel, Ahead) = (0, null);
        foreach (var budget in Budgets)
        {
            used = Math.Max(used, budget.UsedPermille);
            usedHard = budget.IsHard ? Math.Max(usedHard, budget.UsedPermille) : usedHard;
            if (budget.PaceLevel > _paceLevel)
                (_paceLevel, Ahead) = (budget.PaceLevel, budget.Ahead);
        }

        IsNearCap = usedHard > 1000 - BoundRules.NearCapPermille;
        _passed = Ladder.Passed(_passed, used);
        _termsSeen = terms;
    }

    private bool AreCurrent(Slice[] legs)
    {
        for (var i = 0; i < legs.Length; i++)
        {
            if (!ReferenceEquals(legs[i], Budgets[i].Current))
                return false;
        }

        return true;
    }
}
