namespace BudgetMesh.Replay;

/// <summary>What the silo says about one USD budget, over all windows that its books have.</summary>
/// <param name="Cap">Of one window.</param>
/// <param name="IsHard">False for soft and shadow budgets, which may be overspent.</param>
/// <param name="Windows">How many windows the books have.</param>
/// <param name="Spent">Σ of what resolved holds cost, by the books.</param>
/// <param name="Held">Σ of the bounds of open holds.</param>
/// <param name="Free">Lent to gates and not charged.</param>
/// <param name="Receipts">Σ of the receipts' legs, added up from the receipts themselves.</param>
public sealed record BudgetReading(ScopePath Scope, string Budget, Money Cap, bool IsHard, int Windows, Money Spent, Money Held, Money Free, Money Receipts)
{
    /// <summary>Σ of the adjustments: more, or, below 0, less to spend than the caps say.</summary>
    public Money Adjusted { get; init; }
}
