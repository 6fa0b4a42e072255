namespace BudgetMesh.Holds;

/// <summary>Where a hold is on its one way: open, then settled or voided, or expired and then, once, corrected.</summary>
public enum HoldState
{
    /// <summary>Nobody's: the place in the table is free.</summary>
    Resolved,

    Open,

    /// <summary>Charged in full at its deadline; one late settlement is still taken.</summary>
    Expired,
}
