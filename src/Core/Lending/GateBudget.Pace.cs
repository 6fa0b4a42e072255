using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>How hard to save of one budget, by its owner's last word.</summary>
internal sealed partial class GateBudget
{
    /// <summary>So that the better rungs last the window: a level of <see cref="Pace"/>.</summary>
    public int PaceLevel { get; private set; }

    /// <summary>Why <see cref="PaceLevel"/> is above 0; null where it is not.</summary>
    public AheadOfCourse? Ahead { get; private set; }

    private void TakeCourse(int course)
    {
        var spent = Math.Max(0, Spent - Adjusted);
        PaceLevel = Pace.Level(PaceLevel, spent, Cap, course);
        Ahead = PaceLevel == 0 ? null : new AheadOfCourse($"{Plan.Scope}:{Plan.Name}", Pace.SpentPart(spent, Cap), course);
    }
}
