namespace BudgetMesh.Storage.Sqlite;

internal static class RateOwnerSql
{
    public const string Read = "SELECT epoch, state FROM rate_owners WHERE kind = ? AND name = ?";

    public const string Take =
        """
        INSERT INTO rate_owners (kind, name, epoch, state) VALUES (?, ?, ?, ?)
        ON CONFLICT (kind, name) DO UPDATE SET epoch = excluded.epoch, state = excluded.state
        """;

    public const string Note = "UPDATE rate_owners SET state = ? WHERE kind = ? AND name = ? AND epoch = ?";

    public const string Forget = "DELETE FROM rate_owners WHERE kind = ? AND name = ? AND state = ?";
}
