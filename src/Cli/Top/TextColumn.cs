namespace BudgetMesh.Cli;

/// <summary>A column of a table that has to fit a width.</summary>
/// <param name="IsText">Left-aligned, and may be shortened; a number is neither.</param>
/// <param name="Rank">0 stays always; of the others the highest is left out first where there is no room.</param>
internal readonly record struct TextColumn(string Title, bool IsText, int Rank)
{
    /// <summary>Shorter, and a name says nothing.</summary>
    private const int TextLeast = 10;

    /// <summary>Before a name is cut below this, less important columns go.</summary>
    private const int TextGood = 20;

    private const string Gap = "  ";

    /// <summary>A line for the titles and one for each row, none wider than <paramref name="width"/>: numbers are shown whole or not at all, the ends of names stay.</summary>
    public static IReadOnlyList<string> Fit(IReadOnlyList<TextColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows, int width)
    {
        List<int> shown = [.. Enumerable.Range(0, columns.Count)];
        var widths = columns.Select((column, at) => rows.Select(row => row[at].Length).Append(column.Title.Length).Max()).ToArray();
        while (Good() > width && shown.Exists(at => columns[at].Rank > 0))
            shown.Remove(shown.MaxBy(at => columns[at].Rank));
        for (var excess = shown.Sum(at => widths[at]) + Gaps() - width; excess > 0;)
        {
            var widest = shown.Where(at => columns[at].IsText).OrderByDescending(at => widths[at]).FirstOrDefault(-1);
            if (widest < 0 || widths[widest] <= TextLeast)
                break;
            widths[widest]--;
            excess--;
        }

        return [.. rows.Prepend([.. columns.Select(static column => column.Title)]).Select(row => Cut(string.Join(Gap, shown.Select(at => Cell(columns[at], row[at], widths[at]))).TrimEnd(), width))];

        int Gaps() => Gap.Length * (shown.Count - 1);
        int Good() => shown.Sum(at => columns[at].IsText ? Math.Min(widths[at], TextGood) : widths[at]) + Gaps();
    }

    /// <summary>What does not fit is shown to be missing.</summary>
    public static string Cut(string line, int width) => line.Length <= width ? line : width <= 1 ? line[..Math.Max(0, width)] : $"{line[..(width - 1)]}…";

    private static string Cell(TextColumn column, string text, int width) => !column.IsText ? text.PadLeft(width)
        : text.Length <= width ? text.PadRight(width)
        : $"…{text[^(width - 1)..]}";
}
