namespace BudgetMesh.Silo;

/// <summary>The caller has sent something that cannot be; the message says what, and what would be right.</summary>
internal sealed class BadRequestException(string message) : Exception(message);
