using BudgetMesh.Budgets;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>
/// The usual course of spend, learned from what is settled; without it a window's course is a straight line. It is no part of
/// the books: whoever hosts the owner keeps it, and losing it costs nobody money.
/// </summary>
public sealed partial class ScopeBook
{
    private readonly Dictionary<string, WeekShape> _weeks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _weeksChanged = new(StringComparer.Ordinal);

    /// <summary>Whether any budget is paced now: where none is, weeks need neither be read nor kept.</summary>
    public bool IsPaced => _plans.Any(static plan => plan.Pacing == Pacing.On);

    /// <summary>Adds what earlier owners have learned; what this one has learned meanwhile stays. Weeks of budgets that are not paced are left.</summary>
    public void LearnWeeks(IEnumerable<WeekRecord> known)
    {
        foreach (var week in known)
            WeekOf(_plans.FirstOrDefault(plan => plan.Name == week.Budget))?.Merge(week);
    }

    /// <summary>The weeks that have changed since the last call, whole, to be kept.</summary>
    public IReadOnlyList<WeekRecord> TakeChangedWeeks()
    {
        WeekRecord[] changed = [.. _weeksChanged.Select(budget => _weeks[budget].ToRecord(budget)).OfType<WeekRecord>()];
        _weeksChanged.Clear();
        return changed;
    }

    /// <summary>What was taken could not be kept.</summary>
    public void PutBackWeeks(IReadOnlyList<WeekRecord> changed) => _weeksChanged.UnionWith(changed.Select(static week => week.Budget));

    private void Learn(WindowBook window, long spent, Instant wall)
    {
        if (WeekOf(_plans.FirstOrDefault(plan => plan.Name == window.Budget)) is not { } week)
            return;
        week.Observe(wall, spent);
        _weeksChanged.Add(window.Budget);
    }

    /// <summary>Null for a budget that is not paced.</summary>
    private WeekShape? WeekOf(BudgetPlan? plan)
    {
        if (plan is not { Pacing: Pacing.On })
            return null;
        if (!_weeks.TryGetValue(plan.Name, out var week))
            _weeks[plan.Name] = week = new WeekShape();
        return week;
    }
}
