using BudgetMesh.Routing;

namespace BudgetMesh.Holds;

/// <summary>What would have been decided if the shadow rules that matched had been in force.</summary>
/// <param name="Rule">The rules that would have led to it, in their order, with commas.</param>
/// <param name="Deployment">"" for a refusal.</param>
public sealed record ShadowDecision(string Rule, Verdict Verdict, string Deployment);
