namespace BudgetMesh.Routing;

/// <summary>The answer to "may this request be sent?".</summary>
public enum Verdict
{
    /// <summary>Yes, on the first rung of its ladder.</summary>
    Allow,

    /// <summary>Yes, on a later rung.</summary>
    Downgrade,

    /// <summary>Not now: capacity will be there later.</summary>
    Defer,

    /// <summary>No.</summary>
    Deny,
}
