namespace BudgetMesh.Bounds;

/// <summary>Where an output bound comes from.</summary>
public enum OutputBoundBy
{
    /// <summary>The mesh states it.</summary>
    Fixed,

    /// <summary>The client stated it.</summary>
    Client,

    /// <summary>The mesh states it for as long as too little is known of the answers.</summary>
    Cold,

    /// <summary>It follows from the answers there were.</summary>
    Learned,
}
