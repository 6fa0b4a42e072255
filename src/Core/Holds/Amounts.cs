using BudgetMesh.Budgets;

namespace BudgetMesh.Holds;

/// <summary>What one request takes of a budget, in each unit that a budget may have.</summary>
public readonly record struct Amounts(Money Usd, long Tokens, long Requests)
{
    public long Of(BudgetUnit unit) => unit switch
    {
        BudgetUnit.Usd => Usd.NanoUsd,
        BudgetUnit.Tokens => Tokens,
        _ => Requests,
    };
}
