namespace BudgetMesh.Storage.Sqlite;

internal static class WeekSql
{
    public const string Read = "SELECT budget, since_ticks, hours FROM weeks WHERE scope = ? ORDER BY budget";

    public const string Write =
        """
        INSERT INTO weeks (scope, budget, since_ticks, hours) VALUES (?, ?, ?, ?)
        ON CONFLICT (scope, budget) DO UPDATE SET since_ticks = excluded.since_ticks, hours = excluded.hours
        """;
}
