using Npgsql;

namespace BudgetMesh.Storage.Postgres;

/// <summary>Whether a server keeps what it has acknowledged: looked at on every new connection of the writer, for it may be another server.</summary>
internal static class ServerSettings
{
    /// <summary>The oldest version that the tests run on.</summary>
    private const int VersionMin = 150_000;

    /// <summary>A commit is on disk, and on the standbys that are named, before it is answered; a server or role that waits for more still does.</summary>
    private const string WaitForDisk =
        """
        SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')
        """;

    private const string Look =
        """
        SELECT current_setting('server_version_num')::bigint, pg_is_in_recovery()::int::bigint, current_setting('fsync'), current_setting('synchronous_commit'),
            current_setting('full_page_writes'), current_setting('synchronous_standby_names'), (SELECT count(*) FROM pg_stat_replication)
        """;

    /// <returns>What weakens the guarantees without excluding them.</returns>
    /// <exception cref="StoreUnavailableException">The server is a standby, too old, or may lose what it has acknowledged.</exception>
    public static async Task<IReadOnlyList<string>> CheckAsync(NpgsqlConnection connection, PostgresPlace place, CancellationToken cancellation)
    {
        List<string> warnings = [];
        string? refusal = null;
        var pipeline = new Pipeline();
        pipeline.Add(new Statement(WaitForDisk), static _ => { });
        pipeline.Add(new Statement(Look), row => refusal = Judge(row, place.Name, warnings));
        await pipeline.RunAsync(connection, cancellation);
        return refusal is null ? warnings : throw new StoreUnavailableException(refusal);
    }

    private static string? Judge(Row row, string place, List<string> warnings)
    {
        if (row.Text(4) == "off")
            warnings.Add($"{place} has full_page_writes = off: a power cut can tear pages of the books unless its file system writes them whole");
        if (row.Long(6) > 0 && row.Text(5).Length == 0)
            warnings.Add($"{place} has standbys, all of them asynchronous: a failover can lose rights that gateways use already, and so overspend by as much; name the standbys in synchronous_standby_names");
        return row switch
        {
            _ when row.Long(0) < VersionMin => $"{place} is of version {row.Long(0) / 10_000}: 15 or later is needed",
            _ when row.Long(1) != 0 => $"{place} is a standby: connect to the primary, or name all hosts with Target Session Attributes=primary",
            _ when row.Text(2) == "off" => $"{place} has fsync = off: a power cut loses rights that gateways use already; set it on",
            _ when row.Text(3) is "off" or "local" or "remote_write" => $"{place} has synchronous_commit = {row.Text(3)} and does not let it be set on: a crash loses what was acknowledged",
            _ => null,
        };
    }
}
