using System.Globalization;

namespace BudgetMesh.Cli;

/// <summary>Numbers as they fit a small column.</summary>
internal static class TopWords
{
    /// <param name="unit">Null for no amount at all.</param>
    public static string Amount(decimal amount, string? unit) => unit switch
    {
        null => "",
        "usd" => amount.ToString(Math.Abs(amount) is > 0 and < 1 ? "0.0000" : "0.00", CultureInfo.InvariantCulture),
        _ => Count(amount),
    };

    /// <summary>Four digits at most, then thousands, millions and so on.</summary>
    public static string Count(decimal count)
    {
        var (scaled, letter) = (count, "");
        foreach (var next in new[] { "k", "M", "G", "T" })
        {
            if (Math.Abs(scaled) < 9_999.5m)
                break;
            (scaled, letter) = (scaled / 1_000, next);
        }

        return scaled.ToString(letter.Length == 0 || Math.Abs(scaled) >= 100 ? "0" : "0.#", CultureInfo.InvariantCulture) + letter;
    }

    public static string Percent(decimal share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Min(share, 99.99m) * 100:0} %");
}
