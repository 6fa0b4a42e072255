using BudgetMesh.Rates;

namespace BudgetMesh.Replay;

/// <summary>A reservation whose worth a replay measures.</summary>
/// <param name="PerMinute">Of the deployment's limit in the same unit.</param>
public sealed record ReservedRate(ScopePath Scope, string Deployment, LimitUnit Unit, decimal PerMinute)
{
    public double PerSecond => (double)PerMinute / 60;
}
