using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BudgetMesh.Silo;
using BudgetMesh.Storage;

namespace BudgetMesh.Fuzz.Tests.Worlds;

/// <summary>A silo with a mesh that has something of everything, and clients with keys of each role.</summary>
internal sealed class SiloWorld : IAsyncDisposable
{
    public const string Mesh =
        """
        deployments:
          - {id: lab/large, tier: premium, api_flavor: chat, capacity: [{rate: 1000000000 tokens per minute}, {rate: 100000 concurrent requests}]}
          - {id: lab/small, tier: economy, api_flavor: chat}
        ladders:
          default: {rungs: [premium, economy]}
        scopes:
          acme:
            zone: Europe/Berlin
            budgets: [{name: month, amount: 900000 USD, period: month}]
          acme/chat:
            budgets: [{name: month, amount: 800000 USD, period: month}, {name: calls, amount: 1000000000 requests, period: day}]
            policies: [{name: quick, match: {task: quick}, ladder: default}]
          acme/chat/run-*:
            budgets: [{name: total, amount: 5 USD, period: total}]
          acme/fuzzed:
            budgets: [{name: month, amount: 1000 USD, period: month}]
          acme/lost:
            budgets: [{name: month, amount: 1000 USD, period: month}]
          acme/runs:
          acme/runs/run-*:
            budgets: [{name: total, amount: 5 USD, period: total}]
          acme/limited:
            limits: [{name: calls, rate: 600 requests per minute, burst: 60}, {rate: 20 concurrent requests}]
        prices:
          overlay:
            - {provider: lab, model: large, input_mtok: 5, output_mtok: 25}
            - {provider: lab, model: small, input_mtok: 0.5, output_mtok: 2}
        defaults:
          output_bound: 500
          hold_lifetime: 2s
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("budgetmesh-");
    private SiloHost _silo = null!;

    public ErrorLog Log { get; } = new();

    public Uri Url => _silo.BaseAddress;

    public string AdminKey { get; private set; } = "";

    public string GatewayKey { get; private set; } = "";

    /// <summary>Of acme/chat.</summary>
    public string ScopeKey { get; private set; } = "";

    public HttpClient Admin { get; private set; } = null!;

    public static async Task<SiloWorld> StartAsync()
    {
        var world = new SiloWorld();
        await world.OpenAsync();
        world.AdminKey = await world._silo.CreateKeyAsync(KeyRole.Admin, "admin");
        world.GatewayKey = await world._silo.CreateKeyAsync(KeyRole.Gateway, "gateway");
        world.ScopeKey = await world._silo.CreateKeyAsync(KeyRole.Scope, "chat", ScopePath.Parse("acme/chat"));
        world.Admin = world.Client(world.AdminKey);
        using var applied = await world.Admin.PostAsync("/v1/mesh", new StringContent(Mesh, Encoding.UTF8, "text/yaml"));
        applied.IsSuccessStatusCode.ShouldBeTrue(await applied.Content.ReadAsStringAsync());
        return world;
    }

    public HttpClient Client(string key)
    {
        var client = new HttpClient { BaseAddress = Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Ends it, as a person would, and starts it on the same books.</summary>
    public async Task RestartAsync()
    {
        await _silo.DisposeAsync();
        Admin.Dispose();
        await OpenAsync();
        Admin = Client(AdminKey);
    }

    /// <summary>That all who have decided for a scope and for those below it have settled: nothing is held or lent, and what is spent is what receipts say.</summary>
    public async Task ShouldBeSettledAsync(string scope)
    {
        var sums = (await ReadAsync("/v1/receipts/sums"))["sums"]!.AsArray();
        foreach (var budget in (await ReadAsync($"/v1/scopes/{scope}"))["budgets"]!.AsArray())
        {
            var window = budget!["windows"]![0]!;
            (Number(window["held"]), Number(window["free"])).ShouldBe((0, 0), $"{scope} {window.ToJsonString()}");
            var sum = sums.SingleOrDefault(line => (string?)line!["scope"] == scope && (string?)line["budget"] == (string?)budget["name"]);
            Number(window["spent"]).ShouldBe(Number(sum?["amount"]), $"{scope} {window.ToJsonString()}");
            Number(window["spent"]).ShouldBeGreaterThan(0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await _silo.DisposeAsync();
        Log.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task OpenAsync() =>
        _silo = await SiloHost.StartAsync(new SiloOptions { DataDirectory = _directory.FullName, Urls = ["http://127.0.0.1:0"], Logging = Log.AddTo });

    private async Task<JsonNode> ReadAsync(string path) => JsonNode.Parse(await Admin.GetStringAsync(path))!;

    /// <summary>Amounts of money are strings, others are numbers.</summary>
    private static decimal Number(JsonNode? amount) => amount is null ? 0 : decimal.Parse(amount.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
