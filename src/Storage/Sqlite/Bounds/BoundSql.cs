namespace BudgetMesh.Storage.Sqlite;

internal static class BoundSql
{
    public const string Read = "SELECT scope, task, model, buckets FROM answer_lengths ORDER BY scope, task, model";

    public const string Write =
        """
        INSERT INTO answer_lengths (scope, task, model, buckets) VALUES (?, ?, ?, ?)
        ON CONFLICT (scope, task, model) DO UPDATE SET buckets = excluded.buckets
        """;
}
