namespace BudgetMesh.Budgets;

/// <summary>Whether spend ahead of a window's course starts ladders lower, lower priorities first.</summary>
public enum Pacing
{
    Off,
    On,
}
