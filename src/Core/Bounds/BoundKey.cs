namespace BudgetMesh.Bounds;

/// <summary>Whose answers are alike: those of one scope's one task by one model.</summary>
/// <param name="Scope">A configured scope, or the pattern of scopes that are made by their first request.</param>
/// <param name="Task">As the request names it; "" for none.</param>
/// <param name="Model">As the provider names it: wherever a model is deployed, it answers at the same length.</param>
public readonly record struct BoundKey(string Scope, string Task, string Model);
