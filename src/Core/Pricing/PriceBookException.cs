namespace BudgetMesh.Pricing;

/// <summary>
/// A price list cannot be used. The message says where (<see cref="Path"/>), what is wrong there and what would be right.
/// </summary>
public sealed class PriceBookException(string path, string problem) : FormatException($"{path}: {problem}")
{
    /// <summary>
    /// The place in the document (<c>$[3].models[12].prices.input_mtok</c>) or in the overlay
    /// (<c>overlay[2].input_mtok</c>).
    /// </summary>
    public string Path { get; } = path;
}
