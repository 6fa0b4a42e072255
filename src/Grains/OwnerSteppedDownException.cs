namespace BudgetMesh.Grains;

/// <summary>This activation owns the scope no more. Nothing was answered; the engine makes the call again on the next activation.</summary>
public sealed class OwnerSteppedDownException(string message) : Exception(message);
