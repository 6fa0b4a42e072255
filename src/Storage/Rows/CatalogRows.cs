namespace BudgetMesh.Storage;

/// <summary>Documents and keys from rows.</summary>
internal static class CatalogRows
{
    /// <summary>From kind, version, text, hash, author, time.</summary>
    public static CatalogDocument Document(Row row) =>
        new(row.Word<CatalogKind>(0), row.Long(1), row.Text(2), row.Text(3), row.Text(4), row.At(5));

    public static CatalogVersions Versions(Row row) => new(row.Long(0), row.Long(1));

    /// <summary>From id, hash, role, label, when it was made and revoked, scope, and status of refusals.</summary>
    public static KeyRecord Key(Row row) => new(row.Text(0), row.Text(1), row.Word<KeyRole>(2), row.Text(3), row.At(4), row.AtOrNull(5))
    {
        Scope = row.Text(6) is { Length: > 0 } scope ? ScopePath.Parse(scope) : default,
        RefusalStatus = (int)row.Long(7),
    };

    public static CatalogConflictException Conflict(CatalogKind kind, long after, long newest) => new(
        $"this {kind.Word().ToLowerInvariant()} document was made from version {after}, but the newest is {newest}: look at what was applied and apply again");

    public static CatalogConflictException Conflict(KeyRecord key) =>
        new($"key {key.Id} cannot be added: a key of that id, or one with the same secret, exists");
}
