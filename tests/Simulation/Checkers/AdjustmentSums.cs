using BudgetMesh.Lending;

namespace BudgetMesh.Simulation.Checkers;

internal static class AdjustmentSums
{
    /// <summary>Σ of the adjustments that books have of one window, added up row by row.</summary>
    public static long Adjusted(this BookRecord books, string budget, long window) =>
        books.Adjustments.Where(adjustment => adjustment.Budget == budget && adjustment.Window == window).Sum(adjustment => adjustment.Amount);
}
