using BudgetMesh.Silo;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BudgetMesh.Cluster.Tests;

/// <summary>Silos that find each other in PostgreSQL, over our own tables and statements.</summary>
public sealed class PostgresClusterTests
{
    private const int PortLeast = 19_500;

    [PostgresFact]
    public async Task Silos_find_each_other_vote_out_who_is_gone_and_remove_who_leaves()
    {
        var id = Guid.NewGuid().ToString("N");
        var silos = await Task.WhenAll(Enumerable.Range(0, 3).Select(number => StartAsync(id, number)));
        try
        {
            (await StatusesAsync(id)).ShouldBe([SiloStatus.Active, SiloStatus.Active, SiloStatus.Active]);

            await silos[0].StopAsync();
            (await StatusesAsync(id)).ShouldBe([SiloStatus.Active, SiloStatus.Active, SiloStatus.Dead]);

            using var at = new CancellationTokenSource();
            await at.CancelAsync();
            await silos[1].StopAsync(at.Token);
            while ((await StatusesAsync(id)).Count(static status => status == SiloStatus.Dead) < 2)
                await Task.Yield();
        }
        finally
        {
            foreach (var silo in silos)
                await ((IAsyncDisposable)silo).DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task A_port_that_another_silo_has_is_said()
    {
        var options = new Silo.SiloOptions
        {
            Postgres = PostgresServer.Shared.NewSchema(),
            Urls = ["http://127.0.0.1:0"],
            Cluster = new SiloCluster { Id = Guid.NewGuid().ToString("N"), SiloPort = PortLeast + 10 },
            Logging = static logging => logging.ClearProviders(),
        };
        var start = () => SiloHost.StartAsync(options);
        await using (await start())
            (await start.ShouldThrowAsync<SiloStartException>()).Message.ShouldContain($"port {PortLeast + 10} for the other silos is taken");

        await using var next = await start();
    }

    [PostgresFact]
    public async Task A_silo_joins_a_cluster_whose_silos_have_all_died_a_moment_ago()
    {
        var id = Guid.NewGuid().ToString("N");
        await using (var first = (IAsyncDisposable)await StartAsync(id, 3))
        {
            // It makes the tables.
        }

        await DieAsync(id);

        await using var next = (IAsyncDisposable)await StartAsync(id, 4);

        (await StatusesAsync(id)).Count(static status => status == SiloStatus.Active).ShouldBe(1);
    }

    /// <summary>As silos leave it that are killed: two members that count as active and will be taken for dead three seconds from now.</summary>
    private static async Task DieAsync(string id)
    {
        await using var database = new NpgsqlConnection(PostgresServer.Shared.ConnectionString);
        await database.OpenAsync();
        await using var leave = new NpgsqlCommand(
            """
            INSERT INTO orleans.silos (cluster, address, port, generation, name, host, status, gateway_port, started_at, alive_at)
            SELECT $1, '127.0.0.1', 19900 + number, 1, 'dead', 'dead', 3, 0, now() - interval '1 hour', now() - interval '12 seconds' FROM generate_series(1, 2) AS number
            """,
            database)
        {
            Parameters = { new() { Value = id } },
        };
        await leave.ExecuteNonQueryAsync();
    }

    private static async Task<IHost> StartAsync(string id, int number)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddOrleansSilo(new Silo.SiloOptions
        {
            Postgres = PostgresServer.Shared.ConnectionString,
            Cluster = new SiloCluster { Id = id, SiloPort = PortLeast + number },
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<IReadOnlyList<SiloStatus>> StatusesAsync(string id)
    {
        await using var database = new NpgsqlConnection(PostgresServer.Shared.ConnectionString);
        await database.OpenAsync();
        await using var read = new NpgsqlCommand("SELECT status FROM orleans.silos WHERE cluster = $1 ORDER BY status", database) { Parameters = { new() { Value = id } } };
        await using var rows = await read.ExecuteReaderAsync();
        var statuses = new List<SiloStatus>();
        while (await rows.ReadAsync())
            statuses.Add((SiloStatus)rows.GetInt32(0));
        return statuses;
    }
}
