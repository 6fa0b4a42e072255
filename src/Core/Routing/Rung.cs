using BudgetMesh.Pricing;

namespace BudgetMesh.Routing;

/// <summary>A deployment with the prices that are in force.</summary>
public sealed record Rung(DeploymentPlan Deployment, PriceQuote Quote);
