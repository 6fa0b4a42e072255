namespace BudgetMesh.Holds;

/// <summary>What a settlement or a void did.</summary>
public enum SettleOutcome
{
    /// <summary>The hold is resolved.</summary>
    Resolved,

    /// <summary>The hold had expired and was charged in full; the difference was taken back.</summary>
    Corrected,

    /// <summary>The hold was resolved before, or is too old to be corrected; nothing changed.</summary>
    AlreadyResolved,
}
