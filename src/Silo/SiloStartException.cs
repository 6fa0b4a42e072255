namespace BudgetMesh.Silo;

/// <summary>The silo cannot start; the message says why, and what would help.</summary>
public sealed class SiloStartException(string message, Exception? inner = null) : Exception(message, inner);
