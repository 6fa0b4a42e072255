namespace BudgetMesh.Client;

/// <summary>The gate's journal cannot be used: another process has it, or its directory cannot be written. The message says which, and what helps.</summary>
public sealed class JournalException(string message, Exception? inner = null) : Exception(message, inner);
