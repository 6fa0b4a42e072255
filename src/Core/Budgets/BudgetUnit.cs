namespace BudgetMesh.Budgets;

/// <summary>What a budget counts; its amounts are longs of nano-dollars, tokens or requests.</summary>
public enum BudgetUnit
{
    Usd,
    Tokens,
    Requests,
}
