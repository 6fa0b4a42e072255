namespace BudgetMesh.Cluster.Tests;

/// <summary>A test that needs a PostgreSQL database to itself; where there is none it is skipped, and says how to give it one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    private const string Variable = "BUDGETMESH_POSTGRES";

    public PostgresFactAttribute()
    {
        if (Connection.Length == 0)
            Skip = $"{Variable} names no PostgreSQL database: its value is a connection string";
    }

    public static string Connection => Environment.GetEnvironmentVariable(Variable) ?? "";
}
