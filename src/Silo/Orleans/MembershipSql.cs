namespace BudgetMesh.Silo;

/// <summary>
/// Where silos find each other in PostgreSQL. Orleans reads its statements from the table <c>OrleansQuery</c> by name, gives them
/// parameters by name and takes columns by name; the tables behind them are ours. A change of the members raises the cluster's version by one,
/// in the same statement and only from the version that was read, so of two at once one does nothing and looks again.
/// </summary>
internal static class MembershipSql
{
    public const string Tables =
        """
        CREATE TABLE IF NOT EXISTS orleans.clusters (
            id text PRIMARY KEY,
            version integer NOT NULL DEFAULT 0
        );

        CREATE TABLE IF NOT EXISTS orleans.silos (
            cluster text NOT NULL REFERENCES orleans.clusters ON DELETE CASCADE,
            address text NOT NULL,
            port integer NOT NULL,
            generation integer NOT NULL,
            name text NOT NULL,
            host text NOT NULL,
            status integer NOT NULL,
            gateway_port integer NOT NULL,
            suspicions text,
            started_at timestamptz NOT NULL,
            alive_at timestamptz NOT NULL,
            PRIMARY KEY (cluster, address, port, generation)
        );
        """;

    /// <summary>Of a cluster, where an active member has not signed for longer than a time: no member is changed.</summary>
    public const string RaiseVersionWhereStale =
        $"""
        UPDATE orleans.clusters SET version = version + 1
        WHERE id = $1 AND EXISTS (SELECT 1 FROM orleans.silos WHERE cluster = $1 AND status = {Active} AND alive_at < now() - $2)
        """;

    /// <summary>The statements by the names that Orleans asks for.</summary>
    public static readonly IReadOnlyList<(string Name, string Sql)> Statements =
    [
        ("InsertMembershipVersionKey",
            """
            WITH made AS (INSERT INTO clusters (id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
            SELECT count(*)::integer FROM made
            """),
        ("InsertMembershipKey",
            $"""
            WITH raised AS (
                UPDATE clusters SET version = version + 1
                WHERE id = @DeploymentId AND version = @Version AND NOT EXISTS (SELECT 1 FROM silos WHERE {IsSilo})
                RETURNING id),
            added AS (
                INSERT INTO silos (cluster, address, port, generation, name, host, status, gateway_port, started_at, alive_at)
                SELECT id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM raised
                RETURNING 1)
            SELECT count(*)::integer FROM added
            """),
        ("UpdateMembershipKey",
            $"""
            WITH raised AS (
                UPDATE clusters SET version = version + 1
                WHERE id = @DeploymentId AND version = @Version AND EXISTS (SELECT 1 FROM silos WHERE {IsSilo})
                RETURNING id),
            changed AS (
                UPDATE silos SET status = @Status, suspicions = @SuspectTimes, alive_at = @IAmAliveTime FROM raised
                WHERE {IsSilo}
                RETURNING 1)
            SELECT count(*)::integer FROM changed
            """),
        ("UpdateIAmAlivetimeKey", $"UPDATE silos SET alive_at = @IAmAliveTime WHERE {IsSilo}"),
        ("MembershipReadRowKey", $"{ReadSilos} AND {IsSilo} WHERE clusters.id = @DeploymentId"),
        ("MembershipReadAllKey", $"{ReadSilos} WHERE clusters.id = @DeploymentId"),
        ("GatewaysQueryKey",
            """
            SELECT address AS Address, gateway_port AS ProxyPort, generation AS Generation FROM silos
            WHERE cluster = @DeploymentId AND status = @Status AND gateway_port > 0
            """),
        ("CleanupDefunctSiloEntriesKey", $"DELETE FROM silos WHERE cluster = @DeploymentId AND alive_at < @IAmAliveTime AND status <> {Active}"),
        ("DeleteMembershipTableEntriesKey", "DELETE FROM clusters WHERE id = @DeploymentId"),
    ];

    /// <summary><see cref="SiloStatus.Active"/> as a number in the tables.</summary>
    private const string Active = "3";

    private const string IsSilo = "cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation";

    /// <summary>One row without a silo where there is none: the version is told in any case.</summary>
    private const string ReadSilos =
        """
        SELECT clusters.version AS Version, address AS Address, port AS Port, generation AS Generation, name AS SiloName, host AS HostName, status AS Status,
            gateway_port AS ProxyPort, suspicions AS SuspectTimes, started_at AS StartTime, alive_at AS IAmAliveTime
        FROM clusters LEFT JOIN silos ON silos.cluster = clusters.id
        """;
}
