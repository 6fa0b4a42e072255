using System.Globalization;

namespace BudgetMesh.Routing;

/// <summary>Whole numbers, shares and durations as operators write them.</summary>
internal static class NumberText
{
    private const int DurationDigitsMax = 6;

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>, or null after reporting a problem.</summary>
    public static int? Whole(string text, int min, int max, string what, FieldPath field, ProblemList problems)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        problems.Add(field, $"\"{text}\" is not {what}: write a whole number from {Invariant(min)} to {Invariant(max)}");
        return null;
    }

    /// <summary>A percentage with at most one decimal as permille, or null after reporting a problem.</summary>
    public static int? Permille(string text, int min, int max, FieldPath field, ProblemList problems, string whole = "the cap")
    {
        var number = text.EndsWith('%') ? text[..^1].TrimEnd() : "";
        if (decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
        {
            var permille = percent * 10;
            if (permille == decimal.Truncate(permille) && permille >= min && permille <= max)
                return (int)permille;
        }

        problems.Add(field, $"\"{text}\" is not a share of {whole}: write a percentage from {Percent(min)} to {Percent(max)} with at most one decimal, such as 80%");
        return null;
    }

    public static string Percent(int permille) =>
        (permille / 10m).ToString("0.#", CultureInfo.InvariantCulture) + "%";

    /// <summary>Seconds of a duration such as <c>90s</c>, <c>10m</c>, <c>2h</c>, or null after reporting a problem.</summary>
    public static int? Seconds(string text, int min, int max, FieldPath field, ProblemList problems)
    {
        var factor = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        if (factor > 0 && text.Length <= DurationDigitsMax + 1 &&
            int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) &&
            (long)number * factor is var seconds && seconds >= min && seconds <= max)
        {
            return (int)seconds;
        }

        problems.Add(field, $"\"{text}\" is not a duration: write seconds, minutes or hours such as 90s, 10m or 2h, from {Invariant(min)}s to {Invariant(max)}s");
        return null;
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
