namespace BudgetMesh.Routing;

/// <summary>What a gate does when its slices are used up and the silo cannot be reached.</summary>
public enum AwayAction
{
    /// <summary>Take a cheaper rung that what is left of the slices still pays for.</summary>
    Downgrade,

    /// <summary>Refuse.</summary>
    Deny,
}
