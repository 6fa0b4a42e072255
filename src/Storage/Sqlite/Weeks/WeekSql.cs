using System.Globalization;
using BudgetMesh.Routing;

namespace BudgetMesh.Storage.Sqlite;

internal static class WeekSql
{
    public const string Read = "SELECT budget, since_ticks, hours FROM weeks WHERE scope = ? ORDER BY budget";

    public const string Write =
        """
        INSERT INTO weeks (scope, budget, since_ticks, hours) VALUES (?, ?, ?, ?)
        ON CONFLICT (scope, budget) DO UPDATE SET since_ticks = excluded.since_ticks, hours = excluded.hours
        """;

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
