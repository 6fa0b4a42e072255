namespace BudgetMesh.Tests;

/// <summary>Needs a PostgreSQL server; reported as skipped where there is none and none can be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}
