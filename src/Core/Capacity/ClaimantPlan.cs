namespace BudgetMesh.Capacity;

/// <summary>
/// Who a request counts as where a deployment's capacity is shared out: the nearest scope on its way to the root that has a weight
/// or a reservation, else its team, else its tenant.
/// </summary>
/// <param name="Weight">Its share against that of others; 1 to <see cref="Limits.WeightMax"/>.</param>
public sealed record ClaimantPlan(ScopePath Scope, int Weight);
