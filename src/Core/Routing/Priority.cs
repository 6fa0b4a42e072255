namespace BudgetMesh.Routing;

/// <summary>How much somebody waits for the answer; lowest first. What a request that says nothing has is <see cref="Normal"/>.</summary>
public enum Priority
{
    /// <summary>Nobody waits: it may as well be done at night.</summary>
    Batch = -1,

    Normal = 0,

    /// <summary>A person waits.</summary>
    Interactive = 1,
}
