using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BudgetMesh.Gateway.Configuration;
using BudgetMesh.Gateway.Hosting;
using BudgetMesh.Silo;
using BudgetMesh.Storage;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Gateway.Tests.World;

/// <summary>A real silo, a real gateway and fake providers, each on a free port of this machine.</summary>
public sealed class GatewayWorld : IAsyncDisposable
{
    public const string Large = "gpt-large", Small = "gpt-small", Claude = "claude", Haiku = "haiku", Embedding = "embedding";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("budgetmesh-");
    private readonly SiloHost _silo;
    private readonly HttpClient _admin;

    private GatewayWorld(SiloHost silo, HttpClient admin, FakeUpstream upstream, GatewayHost gateway, DirectoryInfo directory) =>
        (_silo, _admin, Upstream, Gateway, _directory) = (silo, admin, upstream, gateway, directory);

    public FakeUpstream Upstream { get; }

    public GatewayHost Gateway { get; }

    /// <summary>What clients of OpenAI have as their endpoint.</summary>
    public Uri Endpoint => new(Gateway.BaseAddress, "v1");

    /// <param name="budgetUsd">Of <c>acme/chat</c>.</param>
    /// <param name="times">Lines of <c>times</c>, such as <c>silence: 1s</c>.</param>
    /// <param name="limits">Lines below <c>acme/chat</c>.</param>
    /// <param name="logging">Of the silo and of the gateway; nowhere without.</param>
    public static async Task<GatewayWorld> StartAsync(string budgetUsd = "100", string times = "silence: 20s", string limits = "", string holdLifetime = "1m", Action<ILoggingBuilder>? logging = null)
    {
        var directory = Directory.CreateTempSubdirectory("budgetmesh-");
        var silo = await SiloHost.StartAsync(new SiloOptions { DataDirectory = directory.FullName, Urls = ["http://127.0.0.1:0"], Logging = logging ?? (static nowhere => nowhere.ClearProviders()) });
        var admin = new HttpClient { BaseAddress = silo.BaseAddress };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await silo.CreateKeyAsync(KeyRole.Admin, "test admin"));
        await admin.SendAsync("/v1/mesh", Meshes.Of(budgetUsd, limits, holdLifetime), "text/yaml");
        var upstream = await FakeUpstream.StartAsync();
        Meshes.Price(upstream.Bill);
        var key = await silo.CreateKeyAsync(KeyRole.Gateway, "test gateway");
        var file = Meshes.GatewayFile(silo.BaseAddress, upstream.Url, times);
        GatewayFile.TryRead(file, name => name == "KEY" ? key : "upstream-secret", out var plan, out var problems).ShouldBeTrue(string.Join("\n", problems));
        return new GatewayWorld(silo, admin, upstream, await GatewayHost.StartAsync(plan!, logging), directory);
    }

    /// <summary>The secret of a new key for a scope.</summary>
    public async Task<string> KeyAsync(string scope = "acme/chat", int refusalStatus = 429)
    {
        var made = await _admin.SendAsync("/v1/keys", $$"""{"role":"scope","label":"test","scope":"{{scope}}","refusal_status":{{refusalStatus}}}""", "application/json");
        return made["secret"]!.GetValue<string>();
    }

    /// <summary>A client that is gone at once where it lets go of an answer; .NET's would read on for a while, to keep the connection.</summary>
    public async Task<HttpClient> ClientAsync(string scope = "acme/chat")
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxResponseDrainSize = 0, RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 }) { BaseAddress = Gateway.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await KeyAsync(scope));
        return client;
    }

    /// <summary>
    /// Ends the gateway, which takes to their end the answers that are under way, and says what the owners then have in their books for a scope,
    /// in nano-dollars: the same as its receipts add up to, with nothing held.
    /// </summary>
    public async Task<long> SpentInTheEndAsync(string scope = "acme/chat")
    {
        await Gateway.DisposeAsync();
        (Gateway.Gate.Counters.HoldsOpen, Gateway.Gate.Counters.HoldsExpired, Gateway.Gate.Counters.ReceiptsPending).ShouldBe((0, 0, 0));
        var window = (await ReadAsync($"/v1/scopes/{scope}"))["budgets"]![0]!["windows"]![0]!;
        var sum = (await ReadAsync("/v1/receipts/sums"))["sums"]!.AsArray().SingleOrDefault(line => line!["scope"]!.GetValue<string>() == scope);
        (AdminCalls.Nanos(window["held"]), AdminCalls.Nanos(window["free"])).ShouldBe((0, 0));
        AdminCalls.Nanos(sum?["amount"]).ShouldBe(AdminCalls.Nanos(window["spent"]));
        return AdminCalls.Nanos(window["spent"]);
    }

    /// <summary>From here on no silo answers.</summary>
    public ValueTask StopSiloAsync() => _silo.DisposeAsync();

    public async Task<JsonNode> ReadAsync(string path)
    {
        using var answer = await _admin.GetAsync(path);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
        _admin.Dispose();
        await _silo.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
