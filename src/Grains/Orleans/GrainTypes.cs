namespace BudgetMesh.Grains;

/// <summary>The kinds of grains, as grain ids, logs and the dashboard name them.</summary>
public static class GrainTypes
{
    public const string Scope = "scope";
    public const string Limits = "limits";
    public const string Deployment = "deployment";
    public const string Gateway = "gateway";
    public const string Lengths = "lengths";
}
