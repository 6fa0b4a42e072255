namespace BudgetMesh.Lending;

/// <summary>The program has a bug: a rule that must always hold does not. Whoever meets it stops lending.</summary>
public sealed class InvariantViolationException(string message) : Exception(message);
