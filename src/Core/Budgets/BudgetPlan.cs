using NodaTime;

namespace BudgetMesh.Budgets;

/// <summary>A budget in force: validated and immutable.</summary>
/// <param name="Scope">The scope that pays.</param>
/// <param name="Name">Unique within the scope; with the scope it is the budget's identity in the books.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Cap">Above 0, in the unit: nano-dollars, tokens or requests.</param>
/// <param name="Period">How long a window lasts.</param>
/// <param name="Calendar">Where windows start and end.</param>
/// <param name="Enforcement">What happens when it is spent.</param>
/// <param name="Pacing">Whether ladders start lower where spend is ahead of the window's course.</param>
public sealed record BudgetPlan(
    ScopePath Scope,
    string Name,
    BudgetUnit Unit,
    long Cap,
    BudgetPeriod Period,
    BudgetCalendar Calendar,
    Enforcement Enforcement,
    Pacing Pacing)
{
    /// <summary>
    /// Rights are lent for requests that wait, never in advance: for a scope that one gateway sees for a moment a slice would be
    /// a message more, and stranded where that gateway dies.
    /// </summary>
    public bool IsAlwaysExact { get; init; }

    /// <inheritdoc cref="BudgetCalendar.WindowAt"/>
    public BudgetWindow WindowAt(Instant instant) => Calendar.WindowAt(Period, instant);
}
