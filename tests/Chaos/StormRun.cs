using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BudgetMesh.Cli;
using BudgetMesh.Client;
using BudgetMesh.Replay;
using BudgetMesh.Replay.Provider;
using BudgetMesh.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace BudgetMesh.Chaos;

/// <summary>One run: a cluster, gates, traffic and trouble at once; then everything heals, the gates leave, and the books are read.</summary>
/// <param name="progress">Where it is told how things are.</param>
/// <param name="tellsGates">Whether what gates warn of is told there as well.</param>
internal sealed class StormRun(StormOptions options, TextWriter progress, bool tellsGates)
{
    private const string GatePrefix = "storm-";

    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    /// <summary>The books are compared with the bill to the last receipt: far longer than a busy machine takes.</summary>
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromMinutes(2);

    private readonly Stopwatch _clock = new();
    private readonly TextWriter _progress = TextWriter.Synchronized(progress);
    private readonly MeshInput _mesh = StormMesh.Of(options);

    /// <exception cref="OperationCanceledException">It was stopped; no process is left.</exception>
    public async Task<StormReport> RunAsync(CancellationToken stop)
    {
        Say("starts PostgreSQL and the silos");
        using var cluster = await Cluster.StartAsync(options, _mesh, stop);
        using var waits = new WaitMeter();
        using var log = new WarningLog(_progress);
        var gates = await Task.WhenAll(Enumerable.Range(0, options.Gateways).Select(number => Gate.ConnectAsync(
            new GateOptions
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{GatePrefix}{number + 1}"),
                Urls = cluster.UrlsFor(number),
                Key = cluster.GatewayKey,
                Prefetch = StormMesh.Payers,
                FarewellPatience = FarewellPatience,
                Logger = tellsGates ? log.CreateLogger("gate") : NullLogger.Instance,
            },
            stop)));

        var provider = new FakeProvider(new ProviderPriceList(JsonSerializer.SerializeToElement(_mesh.Config, MeshJson.Default.MeshConfig), null), options.Speed, options.Seed);
        var run = new ReplayRun(new ReplayOptions(options.Traffic, StormMesh.Payers, options.Speed, options.Seed), gates, provider);
        var storm = new Storm(cluster, Fault.Draw(options), Say);
        var grants = new GrantWatch(gates);
        await LiveAsync(cluster, run, storm, grants, stop);

        Say("the storm is over: everything heals, and the gates leave");
        await cluster.HealAsync(stop);
        await Task.WhenAll(gates.Select(gate => gate.DisposeAsync().AsTask())).WaitAsync(stop);
        var silo = await cluster.StartAnewAsync(stop);
        using var admin = cluster.Administer(silo);
        var books = await BudgetFound.ReadAsync(admin, StormMesh.Scopes, GatePrefix, provider.Bill, stop);
        return new StormOutcome(options, storm, run.Tally, gates, provider, grants, waits, cluster, books).Report();
    }

    /// <summary>Traffic and trouble for as long as it is to last.</summary>
    private async Task LiveAsync(Cluster cluster, ReplayRun run, Storm storm, GrantWatch grants, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(options.Length);
        _clock.Start();
        var (traffic, trouble, watch) = (run.RunAsync(end.Token), storm.RunAsync(end.Token), grants.RunAsync(end.Token));
        try
        {
            while (!end.IsCancellationRequested && !(traffic.IsFaulted || trouble.IsFaulted || watch.IsFaulted))
            {
                await Task.Delay(TellEvery, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{run.Tally.Requests:N0} requests, {run.Tally.Denied:N0} refused; silos are {string.Join(", ", cluster.Silos.Select(static silo => silo.State))}; no grant for {grants.Longest.TotalSeconds:0.0} s at most"));
            }
        }
        finally
        {
            await end.CancelAsync();
            // Whatever happens: nobody is being started any more when the others are ended.
            await trouble.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(traffic, trouble, watch).WaitAsync(stop);
    }

    private void Say(string what) => _progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_clock.Elapsed.TotalSeconds,6:0.0} s: {what}"));
}
