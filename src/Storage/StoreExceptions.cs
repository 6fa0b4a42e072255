namespace BudgetMesh.Storage;

/// <summary>The store cannot be reached, read or written now; the message says what an operator can do.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A write met something newer or something of the same name; the message names both.</summary>
public sealed class CatalogConflictException(string message) : Exception(message);
