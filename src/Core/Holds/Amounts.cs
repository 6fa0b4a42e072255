using BudgetMesh.Budgets;
using BudgetMesh.Rates;

namespace BudgetMesh.Holds;

/// <summary>What one request takes of a budget or a limit, in each unit that they may have.</summary>
/// <param name="Tokens">Input and output together.</param>
/// <param name="OutputTokens">Of <paramref name="Tokens"/>.</param>
public readonly record struct Amounts(Money Usd, long Tokens, long OutputTokens, long Requests)
{
    public long Of(BudgetUnit unit) => unit switch
    {
        BudgetUnit.Usd => Usd.NanoUsd,
        BudgetUnit.Tokens => Tokens,
        _ => Requests,
    };

    public long Of(LimitUnit unit) => unit switch
    {
        LimitUnit.InputTokens => Tokens - OutputTokens,
        LimitUnit.OutputTokens => OutputTokens,
        LimitUnit.Tokens => Tokens,
        _ => Requests,
    };
}
