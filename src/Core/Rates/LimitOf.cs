namespace BudgetMesh.Rates;

/// <summary>Which limit: of a scope, or of a deployment's capacity.</summary>
/// <param name="Plan">Null for a deployment's circuit.</param>
public sealed record LimitOf(RateOwnerId Owner, LimitPlan? Plan)
{
    /// <summary>The name of a deployment's circuit among what may stand in a request's way.</summary>
    public const string Circuit = "circuit";

    public string Name => Plan?.Name ?? Circuit;

    /// <summary>As <c>acme/search:requests</c>.</summary>
    public override string ToString() => $"{Owner}:{Name}";
}
