using System.Diagnostics;
using BudgetMesh.Lending;
using BudgetMesh.Storage.Postgres;

namespace BudgetMesh.Storage.Tests;

/// <summary>Settings of a whole server, so on one of its own.</summary>
public sealed class PostgresSettingsTests
{
    [PostgresFact]
    public async Task A_server_that_does_not_wait_for_its_disk_is_refused()
    {
        using var server = PostgresServer.Start("-c", "fsync=off");
        (await Should.ThrowAsync<StoreUnavailableException>(() => PostgresStore.OpenAsync(server.NewSchema()))).Message.ShouldContain("fsync = off");
    }

    [PostgresFact]
    public async Task Standbys_that_lag_behind_are_said_loudly_and_a_commit_that_no_standby_has_is_unknown()
    {
        using var server = PostgresServer.Start("-c", "full_page_writes=off");
        var schema = server.NewSchema();
        await using (var alone = await PostgresStore.OpenAsync(schema))
            alone.Warnings.ShouldHaveSingleItem().ShouldContain("full_page_writes = off");

        var folder = Directory.CreateTempSubdirectory("budgetmesh-wal-").FullName;
        using (var standby = Standby(server, folder))
        {
            await UntilAsync(server, "SELECT count(*) FROM pg_stat_replication");
            await using var store = await PostgresStore.OpenAsync(schema);
            store.Warnings.Count.ShouldBe(2);
            store.Warnings[1].ShouldContain("asynchronous");
            standby.Kill();
            standby.WaitForExit();
        }

        Directory.Delete(folder, recursive: true);
        await using var waiting = await PostgresStore.OpenAsync(schema);
        (await waiting.Books.WriteAsync(Some.Write(Some.Scope, 0))).ShouldBe(WriteOutcome.Written);
        await TestSql.RunAsync(server.ConnectionString, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        await TestSql.RunAsync(server.ConnectionString, "SELECT pg_reload_conf()");
        await UntilAsync(server, "SELECT count(*) FROM pg_settings WHERE name = 'synchronous_standby_names' AND setting = 'nobody'");

        var write = waiting.Books.WriteAsync(Some.Write(Some.Scope, 1)).AsTask();
        await UntilAsync(server, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
        write.IsCompleted.ShouldBeFalse();
        // The server now answers as if all were well: the write is on its own disk, and on no other.
        await TestSql.OneAsync(server.ConnectionString, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");

        (await write).ShouldBe(WriteOutcome.Unknown);
        (await waiting.Books.ReadAsync(Some.Scope, CancellationToken.None)).Version.ShouldBe(2);
    }

    private static Process Standby(PostgresServer server, string folder)
    {
        var address = new Npgsql.NpgsqlConnectionStringBuilder(server.ConnectionString);
        var start = new ProcessStartInfo("pg_receivewal", ["-h", "127.0.0.1", "-p", $"{address.Port}", "-U", address.Username!, "-w", "-D", folder]);
        start.Environment["PGPASSWORD"] = address.Password;
        return Process.Start(start)!;
    }

    private static async Task UntilAsync(PostgresServer server, string count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((long)(await TestSql.OneAsync(server.ConnectionString, count))! == 0)
            patience.Token.ThrowIfCancellationRequested();
    }
}
