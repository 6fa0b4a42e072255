namespace BudgetMesh.Pricing;

/// <summary>Whether the price book comes to the cost that a case states; where not, why: what was refused, or both costs.</summary>
public sealed record PriceCaseResult(PriceCase Case, bool Matched, string Why);
