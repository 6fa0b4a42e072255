using BudgetMesh.Budgets;

namespace BudgetMesh.Lending;

/// <summary>
/// One window of one budget for people and metrics, in the budget's unit: cap = available + free + held + spent + forfeited − adjusted.
/// </summary>
/// <param name="Plan">Null where the mesh has the budget no more.</param>
/// <param name="Held">Σ of the bounds of open holds.</param>
/// <param name="Free">Lent, on its way or charged to nothing.</param>
/// <param name="Available">What could be lent; negative after a cap was lowered below what is out.</param>
/// <param name="Forfeited">What closed incarnations had and did not spend.</param>
/// <param name="Overdraft">What providers billed beyond the bounds they were sent; part of <paramref name="Spent"/>.</param>
/// <param name="Adjusted">Σ of the adjustments: more to spend, or, below 0, less.</param>
public sealed record WindowReading(
    string Budget, BudgetPlan? Plan, BudgetWindow Window, bool Open, long Cap, long Spent, long Held, long Free, long Available, long Forfeited, long Overdraft, long Adjusted)
{
    /// <summary>Cap and adjustments less what was spent; negative where more was spent, as a soft budget allows.</summary>
    public long Left => Cap + Adjusted - Spent;
}
