using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using BudgetMesh.Cli.Agents;
using BudgetMesh.Client;
using BudgetMesh.Gateway.Tests.World;
using BudgetMesh.Silo;
using BudgetMesh.Storage;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Proxies.Tests.World;

/// <summary>A silo with the mesh of <c>examples/gateway-mesh.yaml</c>, an agent and fake providers, each on a free port of this machine.</summary>
internal sealed class ProxyWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly SiloHost _silo;
    private readonly HttpClient _admin;
    private readonly AgentHost _agent;

    private ProxyWorld(DirectoryInfo directory, SiloHost silo, HttpClient admin, FakeUpstream upstream, AgentHost agent) =>
        (_directory, _silo, _admin, Upstream, _agent) = (directory, silo, admin, upstream, agent);

    public FakeUpstream Upstream { get; }

    public string UpstreamAuthority => new Uri(Upstream.Url).Authority;

    /// <summary>Where the agent asks for keys.</summary>
    public Uri Agent => new(_agent.Addresses.Single(static address => !address.Contains("unix:", StringComparison.Ordinal)));

    /// <summary>Where it does not.</summary>
    public string Socket => SocketIn(_directory);

    /// <param name="budgetUsd">Of <c>acme/chat</c>.</param>
    public static async Task<ProxyWorld> StartAsync(string budgetUsd = "500")
    {
        var directory = Directory.CreateTempSubdirectory("budgetmesh-");
        var silo = await SiloHost.StartAsync(new SiloOptions { DataDirectory = directory.FullName, Urls = ["http://127.0.0.1:0"], Logging = static logging => logging.ClearProviders() });
        var admin = new HttpClient { BaseAddress = silo.BaseAddress };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await silo.CreateKeyAsync(KeyRole.Admin, "test admin"));
        var mesh = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "gateway-mesh.yaml"));
        mesh = mesh.Replace("amount: 500 USD", $"amount: {budgetUsd} USD", StringComparison.Ordinal).Replace("600 requests per minute", "6000000 requests per minute", StringComparison.Ordinal);
        await admin.SendAsync("/v1/mesh", mesh, "text/yaml");
        var upstream = await FakeUpstream.StartAsync();
        upstream.Bill.Price("gpt-large", 5_000, 25_000);
        upstream.Bill.Price("gpt-small", 250, 2_000);
        upstream.Bill.Price("embedding", 20, 0);
        upstream.Bill.Price("claude-large", 3_000, 15_000);
        upstream.Bill.Price("claude-small", 1_000, 5_000);
        var gate = new GateOptions { Name = "agent", Urls = [silo.BaseAddress], Key = await silo.CreateKeyAsync(KeyRole.Gateway, "agent"), Prefetch = [ScopePath.Parse("acme/chat")] };
        var agent = await AgentHost.StartAsync(new AgentOptions(gate) { Listen = new Uri("http://127.0.0.1:0"), Socket = SocketIn(directory) }, static logging => logging.ClearProviders(), CancellationToken.None);
        return new ProxyWorld(directory, silo, admin, upstream, agent);
    }

    /// <summary>The secret of a new key for a scope.</summary>
    public async Task<string> KeyAsync(string scope = "acme/chat")
    {
        var made = await _admin.SendAsync("/v1/keys", $$"""{"role":"scope","label":"test","scope":"{{scope}}"}""", "application/json");
        return made["secret"]!.GetValue<string>();
    }

    /// <summary>A client of a proxy, that is gone at once where it lets go of an answer; .NET's would read on for a while, to keep the connection.</summary>
    public async Task<HttpClient> ClientAsync(Uri proxy, string scope = "acme/chat")
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) { BaseAddress = proxy };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await KeyAsync(scope));
        return client;
    }

    /// <summary>Waits until no hold is open: long before it would be charged at its deadline.</summary>
    public async Task SettledAsync(string what = "")
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var ticks = 0; _agent.Gate.Counters.HoldsOpen > 0; ticks++)
        {
            ticks.ShouldBeLessThan(500, $"a hold is not settled: {what}");
            await tick.WaitForNextTickAsync();
        }
    }

    /// <summary>Ends the agent, and says what the owners then have in their books for <c>acme/chat</c>, in nano-dollars: nothing is held.</summary>
    public async Task<long> SpentInTheEndAsync()
    {
        await _agent.DisposeAsync();
        using var answer = await _admin.GetAsync("/v1/scopes/acme/chat");
        var window = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["budgets"]![0]!["windows"]![0]!;
        (AdminCalls.Nanos(window["held"]), AdminCalls.Nanos(window["free"])).ShouldBe((0, 0));
        return AdminCalls.Nanos(window["spent"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await Upstream.DisposeAsync();
        _admin.Dispose();
        await _silo.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static string SocketIn(DirectoryInfo directory) => Path.Combine(directory.FullName, "agent.sock");
}
