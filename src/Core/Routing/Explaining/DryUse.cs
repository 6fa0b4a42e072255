using BudgetMesh.Budgets;
using NodaTime;

namespace BudgetMesh.Routing;

/// <summary>In what state the budgets are taken to be when a decision is tried.</summary>
/// <param name="UsedPermille">What is used of every budget's cap, 0 and above.</param>
/// <param name="Now">When: how much of a paced budget's window is over.</param>
public sealed record DryUse(int UsedPermille, Instant Now)
{
    /// <summary>How much of every window's usual spend is over, 0 to <see cref="Pace.Whole"/>; null for what the calendar says, a straight line.</summary>
    public int? Course { get; init; }

    /// <summary>How limits and capacity stand.</summary>
    public DryRoom Room { get; init; } = DryRoom.Unused;

    /// <summary>How hard to save, as a gate would that sees this for the first time, and for which budget.</summary>
    internal (int Level, AheadOfCourse? Ahead) PaceOf(IEnumerable<BudgetPlan> budgets)
    {
        var (most, ahead) = (0, (AheadOfCourse?)null);
        foreach (var budget in budgets.Where(static budget => budget.Pacing == Pacing.On))
        {
            var spent = (int)Math.Min(Pace.Whole, (long)UsedPermille * (Pace.Whole / 1000));
            var course = Course ?? new WeekShape().Course(budget.WindowAt(Now), Now);
            if (Pace.Level(0, spent, Pace.Whole, course) is var level && level > most)
                (most, ahead) = (level, new AheadOfCourse($"{budget.Scope}:{budget.Name}", spent, course));
        }

        return (most, ahead);
    }
}
