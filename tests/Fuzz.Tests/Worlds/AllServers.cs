using System.Net.Http.Headers;
using System.Text;
using BudgetMesh.Cli.Agents;
using BudgetMesh.Client;
using BudgetMesh.Gateway.Tests.World;

namespace BudgetMesh.Fuzz.Tests.Worlds;

/// <summary>A silo, an agent and a gateway, each with a request that it serves.</summary>
internal sealed class AllServers : IAsyncDisposable
{
    private const string Ask = """{"input_tokens":1}""";

    private readonly SiloWorld _silo;
    private readonly AgentHost _agent;
    private readonly GatewayWorld _gateway;

    private AllServers(SiloWorld silo, AgentHost agent, GatewayWorld gateway, string key)
    {
        (_silo, _agent, _gateway) = (silo, agent, gateway);
        All =
        [
            new Server(silo.Url, "/v1/decisions", silo.ScopeKey, Ask, static () => null),
            new Server(new Uri(agent.Addresses.Single()), "/v1/decisions", silo.ScopeKey, Ask, () => agent.Gate),
            new Server(gateway.Gateway.BaseAddress, "/v1/chat/completions", key, """{"model":"best","messages":[{"role":"user","content":"say 1"}]}""", () => gateway.Gateway.Gate),
        ];
    }

    public IReadOnlyList<Server> All { get; }

    public static async Task<AllServers> StartAsync()
    {
        var silo = await SiloWorld.StartAsync();
        var options = new AgentOptions(new GateOptions { Name = "agent", Urls = [silo.Url], Key = silo.GatewayKey }) { Listen = new Uri("http://127.0.0.1:0") };
        var agent = await AgentHost.StartAsync(options, silo.Log.AddTo, CancellationToken.None);
        var gateway = await GatewayWorld.StartAsync(logging: silo.Log.AddTo);
        var servers = new AllServers(silo, agent, gateway, await gateway.KeyAsync());
        // Who asks first waits for what the owners lend; nobody after that.
        foreach (var server in servers.All)
            await Eventually.HoldsAsync(async () => await server.AskAsync() == 200);
        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _gateway.DisposeAsync();
        await _silo.DisposeAsync();
    }

    /// <param name="Key">By which <paramref name="Body"/> is served at <paramref name="Path"/>.</param>
    /// <param name="Gate">Its gate; null where nobody can look at it.</param>
    public sealed record Server(Uri Url, string Path, string Key, string Body, Func<Gate?> Gate)
    {
        /// <summary>The status of a good request.</summary>
        public async Task<int> AskAsync()
        {
            using var client = new HttpClient { BaseAddress = Url };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
            using var answer = await client.PostAsync(Path, new StringContent(Body, Encoding.UTF8, "application/json"));
            return (int)answer.StatusCode;
        }
    }
}
