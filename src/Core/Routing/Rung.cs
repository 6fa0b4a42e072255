using BudgetMesh.Pricing;

namespace BudgetMesh.Routing;

/// <summary>A deployment with the prices that are in force.</summary>
public sealed record Rung(DeploymentPlan Deployment, PriceQuote Quote)
{
    /// <summary>Tokens of input and output that the model takes together; <see cref="long.MaxValue"/> where nobody lists it.</summary>
    public long ContextWindow { get; } = Quote.ContextWindow ?? long.MaxValue;
}
