namespace BudgetMesh.Storage.Sqlite;

internal static class CatalogSql
{
    public const string Newest =
        """
        SELECT kind, version, document, sha256, author, at_ticks FROM catalog
        WHERE kind = ? ORDER BY version DESC LIMIT 1
        """;

    public const string Versions =
        """
        SELECT coalesce((SELECT max(version) FROM catalog WHERE kind = ?), 0), coalesce((SELECT max(version) FROM catalog WHERE kind = ?), 0)
        """;

    public const string Read =
        "SELECT kind, version, document, sha256, author, at_ticks FROM catalog WHERE kind = ? AND version = ?";

    public const string Add =
        "INSERT INTO catalog (kind, version, document, sha256, author, at_ticks) VALUES (?, ?, ?, ?, ?, ?)";
}
