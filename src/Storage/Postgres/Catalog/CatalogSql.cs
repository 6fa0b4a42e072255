namespace BudgetMesh.Storage.Postgres;

internal static class CatalogSql
{
    private const string Select = "SELECT kind, version, document, sha256, author, at_ticks FROM catalog WHERE kind = $1";

    public const string Newest = $"{Select} ORDER BY version DESC LIMIT 1";

    public const string Versions =
        """
        SELECT coalesce((SELECT max(version) FROM catalog WHERE kind = $1), 0), coalesce((SELECT max(version) FROM catalog WHERE kind = $2), 0)
        """;

    public const string Read = $"{Select} AND version = $2";

    /// <summary>No row means that it does not follow the newest, or is the newest already, or that somebody else was faster.</summary>
    public const string Add =
        """
        INSERT INTO catalog (kind, version, document, sha256, author, at_ticks)
        SELECT $1, $2, $3, $4, $5, $6
        WHERE $2 = 1 + coalesce((SELECT max(version) FROM catalog WHERE kind = $1), 0)
            AND $4 IS DISTINCT FROM (SELECT sha256 FROM catalog WHERE kind = $1 AND version = $2 - 1)
        ON CONFLICT DO NOTHING RETURNING version
        """;
}
