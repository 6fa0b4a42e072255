namespace BudgetMesh.Rates;

/// <summary>What a gateway does with a limit whose slice ran out while no silo answers.</summary>
public enum WhenAway
{
    /// <summary>It admits nothing by it: a better rung is not taken, and where the limit is the scope's own, the request is refused. The only one that keeps the limit exactly.</summary>
    Deny,

    /// <summary>It goes on at the safe share that the owner last named: in all no more than the limit twice over.</summary>
    SafeShare,

    /// <summary>It goes on with its last slice, half of it after each further lifetime of a slice.</summary>
    Reuse,
}
