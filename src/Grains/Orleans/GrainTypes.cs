namespace BudgetMesh.Grains;

/// <summary>The kinds of owners, as grain ids, logs and the dashboard name them.</summary>
internal static class GrainTypes
{
    public const string Scope = "scope";
    public const string Limits = "limits";
    public const string Deployment = "deployment";
}
