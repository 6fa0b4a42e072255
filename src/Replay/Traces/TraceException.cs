namespace BudgetMesh.Replay;

/// <summary>A trace cannot be read; the message names file, line and column, what stands there, and what would be right.</summary>
public sealed class TraceException(string message, Exception? inner = null) : Exception(message, inner);
