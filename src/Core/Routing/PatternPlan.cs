namespace BudgetMesh.Routing;

/// <summary>A pattern in force: scopes that match it are made by their first request.</summary>
/// <param name="AtMost">How many there may be in the books at once; 1 to <see cref="Limits.MadeScopesMax"/>.</param>
public sealed record PatternPlan(ScopePattern Pattern, int AtMost)
{
    public override string ToString() => Pattern.Text;
}
