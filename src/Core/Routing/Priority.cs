namespace BudgetMesh.Routing;

/// <summary>Who waits for the answer. What runs short runs short for batch work first.</summary>
public enum Priority
{
    Normal,

    /// <summary>Somebody waits for it: the last to be given less.</summary>
    Interactive,

    /// <summary>Nobody waits for it: the first to be given less.</summary>
    Batch,
}
