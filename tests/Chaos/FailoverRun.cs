using System.Diagnostics;
using System.Globalization;
using BudgetMesh.Cli;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using BudgetMesh.Silo;

namespace BudgetMesh.Chaos;

/// <summary>Silos are killed one after the other, each comes back, and from each kill on every owner is asked through the others until it answers.</summary>
/// <param name="progress">Where it is told how things are.</param>
internal sealed class FailoverRun(int silos, int kills, int scopes, int seed, OwnerEngine engine, TextWriter progress)
{
    private const string Tenant = "acme";

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(20);

    private static readonly ScopeConfig OfTeam = new() { Budgets = [new Budgets.BudgetConfig { Name = "month", Amount = "1000 requests", Period = "month" }] };

    private readonly ScopePath[] _scopes = [.. Enumerable.Range(1, scopes).Select(static number => ScopePath.Parse(string.Create(CultureInfo.InvariantCulture, $"{Tenant}/team-{number}")))];
    private readonly Lock _lock = new();
    private TimeSpan _longestCall;
    private int _failedCalls;

    /// <exception cref="OperationCanceledException">It was stopped; no process is left.</exception>
    public async Task<FailoverReport> RunAsync(CancellationToken stop)
    {
        var mesh = MeshInput.Of(Mesh(), priceList: null, "the mesh of the failovers");
        using var cluster = await Cluster.StartAsync(silos, seed, engine, oldBuild: null, mesh, stop);
        var random = new Random(seed);
        var times = new List<TimeSpan>();
        while (times.Count < kills)
        {
            // 1. Every owner is at work somewhere, whoever is asked.
            await Task.WhenAll(cluster.Silos.Select(silo => AskAllAsync(cluster, silo, stop)));
            (_longestCall, _failedCalls) = times.Count == 0 ? (TimeSpan.Zero, 0) : (_longestCall, _failedCalls);

            // 2. One is killed, and the others are asked at once.
            var killed = cluster.Silos[random.Next(silos)];
            var since = Stopwatch.GetTimestamp();
            await killed.KillAsync();
            await Task.WhenAll(cluster.Silos.Where(silo => silo != killed).Select(silo => AskAllAsync(cluster, silo, stop)));
            times.Add(Stopwatch.GetElapsedTime(since));
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"silo {killed.Number} was killed: all owners answered after {times[^1].TotalSeconds:0.00} s"));

            // 3. It comes back.
            await killed.StartAsync(stop);
        }

        return new FailoverReport(
            engine.ToString().ToLowerInvariant(), silos, times.Count, scopes, Seconds(times.Order().ElementAt(times.Count / 2)), Seconds(times.Max()), [.. times.Select(Seconds)], Seconds(_longestCall), _failedCalls);
    }

    private async Task AskAllAsync(Cluster cluster, SiloMember silo, CancellationToken stop)
    {
        using var admin = cluster.Administer(silo);
        await Task.WhenAll(_scopes.Select(scope => AskAsync(admin, scope, stop)));
    }

    /// <summary>Until it answers.</summary>
    private async Task AskAsync(AdminClient admin, ScopePath scope, CancellationToken stop)
    {
        while (true)
        {
            var since = Stopwatch.GetTimestamp();
            try
            {
                await admin.ScopeAsync(scope, stop);
                Note(Stopwatch.GetElapsedTime(since), failed: false);
                return;
            }
            catch (CliException)
            {
                Note(Stopwatch.GetElapsedTime(since), failed: true);
            }

            await Task.Delay(AskAgainAfter, stop);
        }
    }

    private void Note(TimeSpan took, bool failed)
    {
        lock (_lock)
        {
            _longestCall = took > _longestCall ? took : _longestCall;
            _failedCalls += failed ? 1 : 0;
        }
    }

    private MeshConfig Mesh() => new()
    {
        Deployments = [new DeploymentConfig { Id = "local/llama", Tier = "local" }],
        Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["local"] } },
        Scopes = new Dictionary<string, ScopeConfig>(_scopes.Select(static scope => KeyValuePair.Create(scope.Value, OfTeam)))
        {
            [Tenant] = new(),
        },
        Prices = new PricesConfig { Overlay = [new PriceOverlayConfig { Provider = "local", Model = "llama", InputMtok = "1", OutputMtok = "1" }] },
    };

    private static decimal Seconds(TimeSpan time) => Math.Round((decimal)time.TotalSeconds, 2);
}
