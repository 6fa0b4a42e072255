using System.Globalization;
using BudgetMesh.Routing;

namespace BudgetMesh.Storage;

/// <summary>Weeks from rows and to text.</summary>
internal static class WeekRows
{
    /// <summary>From budget, since when, hours.</summary>
    public static WeekRecord Week(Row row) => new(row.Text(0), row.At(1), Hours(row.Text(2)));

    /// <summary>As <c>hour:week:amount</c>, with spaces between: a week is read and written whole, never searched.</summary>
    public static string Text(IReadOnlyList<HourSpend> hours) =>
        string.Join(' ', hours.Select(static spend => string.Create(CultureInfo.InvariantCulture, $"{spend.Hour}:{spend.Week}:{spend.Amount}")));

    private static HourSpend[] Hours(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Hour)];

    private static HourSpend Hour(string text)
    {
        var parts = text.Split(':');
        return new HourSpend(
            int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
