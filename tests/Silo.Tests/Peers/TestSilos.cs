using System.Net.Http.Headers;
using BudgetMesh.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BudgetMesh.Silo.Tests;

/// <summary>Silos of this process on one empty schema of a database.</summary>
internal sealed class TestSilos : IAsyncDisposable
{
    private readonly List<SiloHost> _silos = [];
    private string _admin = "";
    private string _gateway = "";

    /// <summary>Teams of <see cref="Mesh"/>, each with a budget of requests and a limit.</summary>
    public const int Teams = 24;

    public SiloHost this[int silo] => _silos[silo];

    /// <summary>Where the books are.</summary>
    public string Database { get; } = PostgresServer.Shared.NewSchema();

    /// <summary>Silos that know each other, and see each other by the time this returns.</summary>
    /// <param name="strangers">Peers that are not silos of this process.</param>
    public static async Task<TestSilos> StartPeersAsync(int count, params Uri[] strangers)
    {
        Uri[] addresses = [.. FreeUrls.Find(count, Environment.ProcessId).Select(static url => new Uri(url))];
        var silos = new TestSilos();
        foreach (var address in addresses)
            await silos.StartAsync(options => options with { Urls = [address.AbsoluteUri], Peers = new SiloPeers([.. addresses, .. strangers], address) });
        foreach (var silo in silos._silos)
        {
            foreach (var peer in silo.Services.GetRequiredService<PeerSet>().Others)
                await EventuallyAsync(() => Task.FromResult(peer.IsIn));
        }

        return silos;
    }

    /// <summary>Silos that know nothing of each other.</summary>
    public static async Task<TestSilos> StartRivalsAsync(int count, TimeProvider? clock = null)
    {
        var silos = new TestSilos();
        for (var silo = 0; silo < count; silo++)
            await silos.StartAsync(options => options with { Clock = clock ?? options.Clock });
        return silos;
    }

    public static string Mesh(long requests)
    {
        var teams = Enumerable.Range(0, Teams).Select(team =>
            $$"""  {{Team(team)}}: {budgets: [{name: calls, amount: {{requests}} requests, period: total}], limits: [{rate: 600 requests per minute}]}""");
        return $$"""
            deployments:
              - {id: local/llama, tier: local, capacity: [{rate: 6000 tokens per minute}]}
            scopes:
              acme:
            {{string.Join('\n', teams)}}
            prices:
              overlay:
                - {provider: local, model: llama, input_mtok: 1, output_mtok: 2}
            """;
    }

    public static string Team(int team) => $"acme/team-{team}";

    /// <summary>A client of one silo with an admin's key.</summary>
    public HttpClient Admin(int silo) => Client(silo, _admin);

    /// <summary>A client of one silo with a gateway's key.</summary>
    public HttpClient Gateway(int silo) => Client(silo, _gateway);

    public HttpClient Client(int silo, string secret)
    {
        var client = new HttpClient { BaseAddress = _silos[silo].BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    /// <summary>Puts a mesh in force through one silo, and waits until all have it.</summary>
    public async Task ApplyAsync(int silo, string yaml)
    {
        var version = (long)(await Admin(silo).PostTextAsync("/v1/mesh", yaml).JsonAsync())["version"]!;
        for (var other = 0; other < _silos.Count; other++)
        {
            var admin = Admin(other);
            await EventuallyAsync(async () => (long)(await admin.GetAsync("/readyz").JsonAsync())["plan_version"]! == version);
        }
    }

    /// <summary>Ends the connections on which silos hear of each other, as a network would; they are made anew.</summary>
    public async Task CutOffAsync()
    {
        var database = new NpgsqlConnectionStringBuilder(Database);
        await using var operators = NpgsqlDataSource.Create(PostgresServer.Shared.ConnectionString);
        await using var cut = operators.CreateCommand($"SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE query = 'LISTEN \"{database.SearchPath}\"'");
        await EventuallyAsync(async () => (long)(await cut.ExecuteScalarAsync())! > 0);
    }

    public async Task StopAsync(int silo) => await _silos[silo].DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
    }

    public static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
            await looks.WaitForNextTickAsync(end.Token);
    }

    private async Task StartAsync(Func<SiloOptions, SiloOptions> with)
    {
        var silo = await SiloHost.StartAsync(with(new SiloOptions
        {
            Postgres = Database,
            Urls = ["http://127.0.0.1:0"],
            Logging = static logging => logging.ClearProviders(),
        }));
        _silos.Add(silo);
        if (_silos.Count == 1)
            (_admin, _gateway) = (await silo.CreateKeyAsync(KeyRole.Admin, "test admin"), await silo.CreateKeyAsync(KeyRole.Gateway, "test gateway"));
    }
}
