namespace BudgetMesh.Storage.Sqlite;

internal static class KeySql
{
    private const string Select = "SELECT id, sha256, role, label, created_ticks, revoked_ticks, scope, refusal_status FROM keys";

    public const string Find = $"{Select} WHERE sha256 = ?";

    public const string List = $"{Select} ORDER BY id";

    /// <summary>No row touched means that a key of this id or secret is there.</summary>
    public const string Add =
        """
        INSERT INTO keys (id, sha256, role, label, created_ticks, revoked_ticks, scope, refusal_status) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """;

    public const string Revoke = "UPDATE keys SET revoked_ticks = ? WHERE id = ? AND revoked_ticks IS NULL";
}
