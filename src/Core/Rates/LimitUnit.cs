namespace BudgetMesh.Rates;

/// <summary>What a limit counts.</summary>
public enum LimitUnit
{
    Requests,

    InputTokens,

    OutputTokens,

    /// <summary>Tokens of input and output together.</summary>
    Tokens,

    /// <summary>Requests that are being answered at the same time. Occupied and given back, where the others renew.</summary>
    Concurrent,
}
