using BudgetMesh.Budgets;

namespace BudgetMesh.Lending;

/// <summary>How a budget stands by its owner's last word, in the budget's unit.</summary>
/// <param name="Spent">What was settled, and what dead gateways had.</param>
/// <param name="Left">cap − spent, with what credits and the like gave; holds may occupy some of it.</param>
/// <param name="IsKnown">False where the owner was not heard yet: then the cap is the mesh's, and nothing counts as spent.</param>
public readonly record struct BudgetStanding(BudgetPlan Budget, long Cap, long Spent, long Left, bool IsKnown);
