using System.Net.Http.Headers;
using System.Text;
using BudgetMesh.Client;
using BudgetMesh.Grains;
using BudgetMesh.Routing;
using BudgetMesh.Silo;
using BudgetMesh.Storage;
using BudgetMesh.Wire;

namespace BudgetMesh.Deploy.Tests;

/// <summary>
/// A server as it is deployed, over SQLite, after a little of everything that is measured: money lent and overdrawn, limits, capacity, and scopes made and
/// refused.
/// </summary>
public sealed class RunningSilo : IAsyncLifetime
{
    private const string Mesh =
        """
        deployments:
          - {id: a/large, tier: premium}
          - {id: b/large, tier: premium, capacity: [{rate: 100_000 tokens per minute}]}
        scopes:
          acme:
            budgets:
              - {name: month, amount: 100 USD, period: month}
              - {name: calls, amount: 1000 requests, period: month}
              - {name: tokens, amount: 1000000 tokens, period: month}
          acme/chat:
            limits:
              - {rate: 600 requests per minute}
          acme/run-*:
            at_most: 1
            budgets:
              - {name: total, amount: 5 USD, period: total}
        prices:
          overlay:
            - {provider: a, model: large, input_mtok: 5, output_mtok: 25}
            - {provider: b, model: large, input_mtok: 6, output_mtok: 26}
        """;

    private static readonly TimeSpan SoonMax = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("budgetmesh-deploy-");
    private SiloHost _host = null!;

    public Uri Url => _host.BaseAddress;

    public HttpClient Stranger { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    /// <summary>The samples of <c>/metrics</c>, each a line.</summary>
    public IReadOnlyList<string> Samples { get; private set; } = [];

    public async Task InitializeAsync()
    {
        _host = await SiloHost.StartAsync(new SiloOptions
        {
            DataDirectory = _directory.FullName,
            Urls = ["http://127.0.0.1:0"],
            HasOpenMetrics = true,
            Owners = new OwnerOptions { FlushAfter = TimeSpan.FromMilliseconds(10) },
            Logging = static _ => { },
        });
        Stranger = new HttpClient { BaseAddress = Url };
        Admin = new HttpClient { BaseAddress = Url };
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await _host.CreateKeyAsync(KeyRole.Admin, "tests"));
        using var mesh = new StringContent(Mesh, Encoding.UTF8, "application/yaml");
        using var applied = await Admin.PostAsync("/v1/mesh", mesh);
        applied.IsSuccessStatusCode.ShouldBeTrue(await applied.Content.ReadAsStringAsync());
        var key = await _host.CreateKeyAsync(KeyRole.Gateway, "tests");
        await ServeAsync(key);
        await AskOfLimitsAsync(key);
        await WaitForSamplesAsync();
    }

    public async Task DisposeAsync()
    {
        Stranger.Dispose();
        Admin.Dispose();
        await _host.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task ServeAsync(string key)
    {
        await using var gate = await Gate.ConnectAsync(new GateOptions { Name = "edge-1", Urls = [Url], Key = key, Patience = SoonMax, SyncTimeout = SoonMax });
        var decision = await gate.DecideAsync(new Request(ScopePath.Parse("acme/run-1"), new TokenCount(100)) { OutputBound = new TokenCount(10) });
        decision.IsAllowed.ShouldBeTrue(decision.Reason.ToString());
        gate.Settle(decision, new TokenCount(100), new TokenCount(10_000));
        (await gate.DecideAsync(new Request(ScopePath.Parse("acme/run-2"), new TokenCount(100)))).IsAllowed.ShouldBeFalse();
    }

    /// <summary>As a gate says it first, without one: what a gate asks of limits it repeats within a fraction of a second, and a busy machine takes longer.</summary>
    private async Task AskOfLimitsAsync(string key)
    {
        static RateOwnerReport Report(string kind, string name, string limit) => new(
            kind, name, "edge-2", 1, 0, 0, 0, false, [new RateLineReport(limit, "acme/chat", "normal", 0, 0, 0, 0, 0, 0, 3600, 1, 1, 1, 0, true)]);
        await using var silo = new HttpSiloTransport(Url, key);
        (await silo.RatesAsync(new RateMessage("edge-2", [Report("scope", "acme/chat", "requests"), Report("deployment", "b/large", "tokens")]), default)).Owners.Count.ShouldBe(2);
    }

    /// <summary>Gauges follow a moment after what they show.</summary>
    private async Task WaitForSamplesAsync()
    {
        using var patience = new CancellationTokenSource(SoonMax);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        do
        {
            var text = await Stranger.GetStringAsync("/metrics", patience.Token);
            Samples = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => line[0] != '#')];
        }
        while (!HasSample("budgetmesh_budget_remaining{") && await looks.WaitForNextTickAsync(patience.Token));
    }

    private bool HasSample(string start) => Samples.Any(line => line.StartsWith(start, StringComparison.Ordinal));
}

[CollectionDefinition(nameof(RunningSilo))]
public sealed class RunningSiloTests : ICollectionFixture<RunningSilo>;
