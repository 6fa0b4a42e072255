namespace BudgetMesh.Grains;

/// <summary>A request would have made a scope, and its pattern has made as many as it may. Nothing was written.</summary>
public sealed class TooManyScopesException(string message) : Exception(message);
