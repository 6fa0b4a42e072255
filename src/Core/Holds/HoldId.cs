namespace BudgetMesh.Holds;

/// <summary>Names an open hold within its gate: a place in the table and the decision it was made by, so that a stale name never hits another hold.</summary>
public readonly record struct HoldId(int Slot, long Decision);
