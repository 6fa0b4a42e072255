namespace BudgetMesh.Rates;

/// <summary>How much a new owner of limits knows of what its predecessors lent.</summary>
internal enum RateLearning
{
    /// <summary>Everything that they lent has ended, or is known.</summary>
    Over,

    /// <summary>Not all; but none of them has lent the safe share.</summary>
    WithSafeShare,

    /// <summary>Not all; and the last one may have lent the safe share.</summary>
    WithoutSafeShare,
}
