namespace BudgetMesh.Routing;

/// <summary>What a deployment is good for, best first.</summary>
public enum Tier
{
    Premium,
    Standard,
    Economy,
    Local,
}
