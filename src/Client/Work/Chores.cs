namespace BudgetMesh.Client;

/// <summary>Background work that a call has found to be due.</summary>
[Flags]
internal enum Chores
{
    None = 0,
    Sync = 1,
    Receipts = 2,
    Bounds = 4,
    LastWords = 8,
    Rates = 16,
}
