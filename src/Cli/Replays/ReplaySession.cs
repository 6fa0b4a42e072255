using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BudgetMesh.Client;
using BudgetMesh.Replay;
using BudgetMesh.Replay.Provider;
using BudgetMesh.Routing;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Cli;

/// <summary>One replay against a running silo: gates are connected, driven and closed, and the books are read before and after.</summary>
/// <param name="silo">With the mesh in force.</param>
/// <param name="mesh">What is in force there; the fake provider reads its prices from it.</param>
/// <param name="options">What to run.</param>
/// <param name="gateways">How many gates.</param>
/// <param name="error">Where gates complain.</param>
internal sealed class ReplaySession(SiloAccess silo, MeshInput mesh, ReplayOptions options, int gateways, TextWriter error)
{
    /// <summary>The books are compared with the bill to the last receipt: far longer than a busy machine takes.</summary>
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromMinutes(2);

    private readonly FakeProvider _provider = new(Prices(mesh), options.Speed, options.Seed) { Limits = new ProviderLimitList(Written(mesh), options.Drops, options.ProviderTells) };

    /// <summary>Unique, so that the run's receipts are found among all others.</summary>
    private readonly string _gatePrefix = $"replay-{Guid.NewGuid().ToString("N")[..8]}-";

    public ReplayOptions Options => options;

    /// <summary>Called once, when every gate is connected and the first request is about to come.</summary>
    public Action? Starting { get; init; }

    /// <summary>What the store takes of the disk; null where it is not of this process.</summary>
    public Func<long>? StoreBytes { get; init; }

    /// <summary>Where what was asked for and used is written, second by second; null for nowhere.</summary>
    public SeriesOutput? Series { get; init; }

    public ProviderBill Bill => _provider.Bill;

    /// <summary>What is counted so far; null before the first request.</summary>
    public ReplayTally? Tally { get; private set; }

    /// <summary>Runs to the end, or until <paramref name="stop"/>; either way what was sent is settled and what was lent is back.</summary>
    public async Task<ReplayReport> RunAsync(CancellationToken stop)
    {
        var books = new LedgerReader(silo.Admin, ScopesOfRun());
        var before = await books.ReadBooksAsync(CancellationToken.None);
        var spread = options.Runs is null ? null : new SpreadRuns(silo.Admin, mesh.Plan, options, StoreBytes);
        if (spread is not null)
            await spread.BeginAsync();
        var clock = Stopwatch.StartNew();
        using var log = new WarningLog(error);
        var gates = await ConnectAsync(log.CreateLogger("gate"), stop);
        try
        {
            var run = new ReplayRun(options, gates, _provider);
            Tally = run.Tally;
            Starting?.Invoke();
            var running = run.RunAsync(stop);
            if (spread is not null)
                await spread.WatchAsync(running, run.Tally);
            await running;
        }
        finally
        {
            await Task.WhenAll(gates.Select(gate => gate.DisposeAsync().AsTask()));
        }

        var elapsed = clock.Elapsed;
        var after = await books.ReadAsync(_gatePrefix, CancellationToken.None);
        var outcome = new ReplayOutcome(options, gateways, Tally, _provider, before, after, gates.Sum(gate => gate.Counters.Syncs), elapsed)
        {
            RunScopes = spread is null ? null : await spread.EndAsync(_gatePrefix),
        };
        Series?.Write(outcome.Meters());
        return outcome.Report();
    }

    private async Task<IReadOnlyList<Gate>> ConnectAsync(ILogger logger, CancellationToken stop)
    {
        var connecting = Enumerable.Range(1, gateways)
            .Select(number => new GateOptions
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{_gatePrefix}{number}"),
                Urls = [silo.Url],
                Key = silo.GatewayKey,
                Prefetch = options.Scopes,
                FarewellPatience = FarewellPatience,
                Logger = logger,
            })
            .Select(gate => Gate.ConnectAsync(gate, stop))
            .ToList();
        try
        {
            return await Task.WhenAll(connecting);
        }
        catch
        {
            foreach (var gate in connecting.Where(task => task.IsCompletedSuccessfully))
                await gate.Result.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every scope that has a say in the run: those that pay and all above them.</summary>
    private IEnumerable<ScopePath> ScopesOfRun() =>
        mesh.Plan.Scopes.Values.Select(scope => scope.Path).Where(path => options.Scopes.Any(path.Contains));

    private static JsonElement Written(MeshInput mesh) => JsonSerializer.SerializeToElement(mesh.Config, MeshJson.Default.MeshConfig);

    private static ProviderPriceList Prices(MeshInput mesh)
    {
        using var list = mesh.PriceList is { } bytes ? JsonDocument.Parse(bytes) : null;
        return new ProviderPriceList(Written(mesh), list?.RootElement);
    }
}
