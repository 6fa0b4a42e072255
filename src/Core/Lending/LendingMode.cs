namespace BudgetMesh.Lending;

/// <summary>How an owner lends a budget at the moment.</summary>
public enum LendingMode
{
    /// <summary>In advance: a slice for what the gateway is expected to need.</summary>
    Slice,

    /// <summary>Only what a waiting request needs; free rights go back at once. Near the cap, and for small budgets.</summary>
    Exact,

    /// <summary>Nothing: the scope is frozen until an operator has looked at its books.</summary>
    Deny,
}
