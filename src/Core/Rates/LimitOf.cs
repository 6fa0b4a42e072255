namespace BudgetMesh.Rates;

/// <summary>Which limit: of a scope, or of a deployment's capacity.</summary>
public sealed record LimitOf(RateOwnerId Owner, LimitPlan Plan)
{
    /// <summary>As <c>acme/search:requests</c>.</summary>
    public override string ToString() => $"{Owner}:{Plan.Name}";
}
