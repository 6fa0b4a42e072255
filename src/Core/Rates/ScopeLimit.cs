namespace BudgetMesh.Rates;

/// <summary>A limit that a request meets on its way from leaf to root, and whose it is.</summary>
public sealed record ScopeLimit(ScopePath Scope, LimitPlan Limit);
