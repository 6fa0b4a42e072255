namespace BudgetMesh.Silo;

/// <summary>Who hosts the owners of scopes and of limits.</summary>
public enum OwnerEngine
{
    /// <summary>This process, alone or sharing them out with its peers.</summary>
    Local,

    /// <summary>A cluster of Orleans, or a lone silo of it. Only in builds that have Orleans.</summary>
    Orleans,
}
