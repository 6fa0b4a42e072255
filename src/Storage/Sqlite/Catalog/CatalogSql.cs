namespace BudgetMesh.Storage.Sqlite;

internal static class CatalogSql
{
    public const string Newest =
        """
        SELECT kind, version, document, sha256, author, at_ticks FROM catalog
        WHERE kind = ? ORDER BY version DESC LIMIT 1
        """;

    public const string Read =
        "SELECT kind, version, document, sha256, author, at_ticks FROM catalog WHERE kind = ? AND version = ?";

    public const string Add =
        "INSERT INTO catalog (kind, version, document, sha256, author, at_ticks) VALUES (?, ?, ?, ?, ?, ?)";

    public static CatalogDocument Document(Row row) =>
        new(row.Word<CatalogKind>(0), row.Long(1), row.Text(2), row.Text(3), row.Text(4), row.At(5));
}
