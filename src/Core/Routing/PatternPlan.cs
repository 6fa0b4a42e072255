using NodaTime;

namespace BudgetMesh.Routing;

/// <summary>A pattern in force: scopes that match it are made by their first request.</summary>
/// <param name="AtMost">How many there may be in the books at once; 1 to <see cref="Limits.MadeScopesMax"/>.</param>
/// <param name="ForgetAfter">One that nobody has used for so long is forgotten, once all of its windows that end are over: who comes back later begins anew. At least <see cref="Limits.ForgetAfterSecondsLeast"/>.</param>
public sealed record PatternPlan(ScopePattern Pattern, int AtMost, Duration ForgetAfter)
{
    public override string ToString() => Pattern.Text;
}
