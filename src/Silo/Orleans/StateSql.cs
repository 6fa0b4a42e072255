namespace BudgetMesh.Silo;

/// <summary>
/// The statements by which Orleans keeps states of grains in PostgreSQL. Their names and parameters are Orleans'; the table is ours,
/// with a key, so that of two grains that write a state for the first time one is told that there is one. Where a version is not the
/// one that was read, nothing is written, and Orleans takes no row for that answer.
/// </summary>
internal static class StateSql
{
    public const string Tables =
        """
        CREATE TABLE IF NOT EXISTS orleans.states (
            service text NOT NULL,
            state text NOT NULL,
            number_high bigint NOT NULL,
            number_low bigint NOT NULL,
            name text NOT NULL,
            version integer NOT NULL,
            payload bytea,
            written_at timestamptz NOT NULL,
            PRIMARY KEY (service, state, number_high, number_low, name)
        );
        """;

    /// <summary>The statements by the names that Orleans asks for. It sends hashes of the key as well, which a table with a key does not need.</summary>
    public static readonly IReadOnlyList<(string Name, string Sql)> Statements =
    [
        ("ReadFromStorageKey", $"SELECT payload AS PayloadBinary, version AS Version FROM states WHERE {IsState}"),
        ("WriteToStorageKey",
            $"""
            WITH first AS (
                INSERT INTO states (service, state, number_high, number_low, name, version, payload, written_at)
                SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, {Name}, 1, @PayloadBinary, now() WHERE @GrainStateVersion::integer IS NULL
                ON CONFLICT DO NOTHING
                RETURNING version),
            next AS (
                UPDATE states SET version = version + 1, payload = @PayloadBinary, written_at = now() WHERE {IsState} AND version = @GrainStateVersion::integer
                RETURNING version)
            SELECT version AS NewGrainStateVersion FROM first UNION ALL SELECT version FROM next
            """),
        ("ClearStorageKey",
            $"""
            UPDATE states SET version = version + 1, payload = NULL, written_at = now() WHERE {IsState} AND version = @GrainStateVersion::integer
            RETURNING version AS NewGrainStateVersion
            """),
    ];

    /// <summary>Null for a grain whose key is a number.</summary>
    private const string Name = "coalesce(@GrainIdExtensionString::text, '')";

    private const string IsState = $"service = @ServiceId AND state = @GrainTypeString AND number_high = @GrainIdN0 AND number_low = @GrainIdN1 AND name = {Name}";
}
