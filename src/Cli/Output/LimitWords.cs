namespace BudgetMesh.Cli;

/// <summary>Units of limits as people read them.</summary>
internal static class LimitWords
{
    /// <param name="unit">As on the wire.</param>
    public static string UnitOf(string unit) => unit == "concurrent" ? "at once" : $"{unit.Replace('_', ' ')}/min";

    /// <param name="circuit">As on the wire.</param>
    public static string CircuitOf(string circuit) => circuit.Replace('_', ' ');
}
