namespace BudgetMesh.Holds;

/// <summary>What a receipt is about.</summary>
public enum ReceiptKind
{
    /// <summary>The request was answered and cost what the receipt says.</summary>
    Settled,

    /// <summary>The request was never sent; it cost nothing.</summary>
    Voided,

    /// <summary>Nobody settled the hold before its deadline; its whole bound was charged.</summary>
    Expired,

    /// <summary>A settlement that came after the deadline: the difference to what <see cref="Expired"/> charged, negative or 0.</summary>
    Corrected,

    /// <summary>The request was refused; it cost nothing.</summary>
    Denied,
}
