using System.Diagnostics;
using System.Text.Json;
using BudgetMesh.Client;
using BudgetMesh.Mesh;
using BudgetMesh.Replay.Provider;
using BudgetMesh.Routing;

namespace BudgetMesh.Replay.Tests;

public sealed class ReplayRunTests
{
    private static readonly ScopePath Chat = ScopePath.Parse("acme/chat");
    private static readonly Trace Traffic = TrafficShape.AzureConversation.Make(3_000, seed: 5);

    [Theory]
    [InlineData("max", 1)]
    [InlineData("max", 8)]
    [InlineData("1200x", 4)]
    public async Task Traffic_for_twice_the_cap_is_stopped_at_it_and_every_account_agrees(string speed, int gateways)
    {
        var (mesh, ladder, cap) = MeshWithHalfTheMoney();

        var report = await RunAsync(mesh, ladder, speed, gateways, CancellationToken.None);

        report.Findings.ShouldBeEmpty();
        (report.Requests, report.Unsent, report.Truncated, report.Downgraded).ShouldBe((3_000, 0, 0, 0));
        report.Denied.ShouldBeGreaterThan(0);
        report.CapUsd.ShouldBe(cap.ToString());
        (cap - Money.Parse(report.LedgerUsd)).ShouldBeLessThan(Money.Parse(report.LargestHoldUsd));
        report.PeakInFlight.ShouldBeGreaterThan(1);
        report.Syncs.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Learned_bounds_hold_less_than_a_fixed_one_and_cut_no_answer()
    {
        var (mesh, ladder, cap) = MeshWithHalfTheMoney();

        var report = await RunAsync(RunBoundsMesh.Apply(mesh, RunBounds.Learned), ladder, "600x", gateways: 2, CancellationToken.None);

        report.Findings.ShouldBeEmpty();
        report.Truncated.ShouldBe(0);
        (cap - Money.Parse(report.LedgerUsd)).ShouldBeLessThan(Money.Parse(report.LargestHoldUsd));
        (report.Bound.Learned + report.Bound.Cold, report.Bound.Fixed).ShouldBe((report.Allowed, 0));
        report.Bound.Learned.ShouldBeGreaterThan(0);
        Money.Parse(report.MeanHeldUsd).ShouldBeLessThan(Money.Parse(report.MeanHeldFixed4096Usd));
    }

    [Fact]
    public async Task With_the_meshs_own_ladder_cheaper_models_take_over_and_the_cap_is_used_to_within_a_hold()
    {
        var (mesh, _, cap) = MeshWithHalfTheMoney();

        var report = await RunAsync(mesh, ladder: null, "max", gateways: 4, CancellationToken.None);

        report.Findings.ShouldBeEmpty();
        (report.Denied == 0 || cap - Money.Parse(report.LedgerUsd) < Money.Parse(report.LargestHoldUsd)).ShouldBeTrue($"{report.Denied} were refused with {report.LedgerUsd} of {cap} spent");
        report.Downgraded.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_askers_state_is_decided_by_and_each_asks_as_often_as_its_share_says()
    {
        var mesh = MeshWithHalfTheMoney().Mesh with { Policies = [new() { Name = "secret-stays", Match = new() { DataClass = ["secret"] }, Only = ["local"] }] };
        Asker secret = new(Chat) { DataClass = "secret" }, other = new(Chat, Share: 3) { Task = "chat", Priority = Priority.Batch };

        var (report, tally) = await RunAsync(mesh, new ReplayOptions(Traffic, [secret, other], ReplaySpeed.Max, Seed: 3), gateways: 2, CancellationToken.None);

        report.Findings.ShouldBeEmpty();
        tally.Ways.Of(secret).ShouldBeInRange(650, 850);
        (tally.Ways.Of(secret) + tally.Ways.Of(other)).ShouldBe(3_000);
        tally.Ways.ByTier(secret).Sum(tier => tier.Value).ShouldBe(tally.Ways.Of(secret) - tally.Ways.Refused(secret));
        tally.Ways.ByTier(secret).ShouldAllBe(tier => tier.Key == Tier.Local);
        tally.Ways.ByTier(other)[0].Key.ShouldBe(Tier.Premium);
    }

    [Fact]
    public async Task What_the_provider_refuses_is_billed_by_nobody_and_is_a_finding()
    {
        var (mesh, ladder, _) = MeshWithHalfTheMoney();
        // The gates know of no limit, so they cannot keep it.
        var limited = mesh with { Deployments = [.. mesh.Deployments!.Select(deployment => deployment with { Capacity = [new LimitConfig { Rate = "600 requests per minute", Burst = "100" }] })] };

        var (report, tally) = await RunAsync(mesh, new ReplayOptions(Traffic, [Chat], Speed("600x"), seed: 3) { Ladder = ladder }, gateways: 2, CancellationToken.None, limited);

        (report.Requests, report.Allowed + report.Downgraded + report.Denied).ShouldBe((3_000, 3_000));
        report.BilledUsd.ShouldBe(report.LedgerUsd);
        (report.HeldUsdAtEnd, report.StrandedUsdAtEnd).ShouldBe(("0", "0"));
        tally.Asked.BySecond(tally.Asked.Seconds + 1, Rates.LimitUnit.Requests, _ => true).Sum().ShouldBe(3_000);
        report.Denied.ShouldBeInRange(2_000, 2_900);
        var limit = report.Capacity!.First(capacity => capacity.RefusedByProvider.Count > 0);
        report.Findings.ShouldBe([string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the provider refused {limit.RefusedByProvider.Count} requests ({limit.RefusedByProvider.Share:P2}) beyond requests of {limit.Deployment}, 600 requests per minute")]);
    }

    [Fact]
    public async Task A_scope_that_is_idle_asks_for_nothing_meanwhile()
    {
        var mesh = MeshWithHalfTheMoney().Mesh;
        Asker[] askers = [new(Chat), new(ScopePath.Parse("acme/search"))];
        IdleSpan.TryParse("acme/search@0s+1m", out var idle, out _).ShouldBeTrue();

        var (report, tally) = await RunAsync(mesh, new ReplayOptions(Traffic, [.. askers], Speed("1200x"), Seed: 3) { Idle = [idle] }, gateways: 2, CancellationToken.None);

        (report.Idle, report.Unsent, report.Requests).ShouldBe((1_500, 0, 1_500));
        (tally.Ways.Of(askers[0]), tally.Ways.Of(askers[1])).ShouldBe((1_500, 0));
    }

    [Fact]
    public async Task A_run_that_is_stopped_settles_what_it_has_sent()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var report = await RunAsync(MeshWithHalfTheMoney().Mesh, ladder: null, "60x", gateways: 2, stop.Token);

        report.Findings.ShouldBeEmpty();
        report.Unsent.ShouldBe(3_000 - report.Requests);
        report.Unsent.ShouldBeGreaterThan(0);
    }

    private static (MeshConfig Mesh, string Ladder, Money Cap) MeshWithHalfTheMoney()
    {
        MeshFile.TryRead(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mesh.yaml")), out var config, out var plan, out _).ShouldBeTrue();
        var prices = Pricing.PriceBook.Empty("1").WithOverlay(config.Prices!.Overlay!, "1");
        GatePlan.TryBind(plan, 1, prices, NodaTime.Instant.FromUtc(2026, 1, 1, 0, 0), out var bound, out _).ShouldBeTrue();
        var cap = CapShare.Of(CapShare.WholeCost(Traffic, bound.Ladders["default"].Rungs[0]), 0.5m);
        return (CapShare.Apply(OwnLadder.Add(config, ["premium"], out var ladder), Chat, cap), ladder, cap);
    }

    private static async Task<ReplayReport> RunAsync(MeshConfig mesh, string? ladder, string speed, int gateways, CancellationToken stop)
    {
        // Clients that do not give up: whoever is refused in the end is refused for good, however slow the machine is.
        return (await RunAsync(mesh, new ReplayOptions(Traffic, [Chat], Speed(speed), seed: 3) { Ladder = ladder, RetriesMost = int.MaxValue }, gateways, stop)).Report;
    }

    private static ReplaySpeed Speed(string text) => ReplaySpeed.TryParse(text, out var speed, out _) ? speed : throw new FormatException(text);

    private static async Task<(ReplayReport Report, ReplayTally Tally)> RunAsync(MeshConfig mesh, ReplayOptions options, int gateways, CancellationToken stop, MeshConfig? providers = null)
    {
        var written = JsonSerializer.SerializeToElement(providers ?? mesh, MeshJson.Default.MeshConfig);
        var provider = new FakeProvider(new ProviderPriceList(written, null), options.Speed, options.Seed) { Limits = new ProviderLimitList(written) };
        await using var silo = await LocalSilo.StartAsync(mesh);
        var clock = Stopwatch.StartNew();
        Gate[] gates = await Task.WhenAll(Enumerable.Range(1, gateways).Select(number => silo.ConnectAsync($"gate-{number}")));
        var run = new ReplayRun(options, gates, provider);
        await run.RunAsync(stop);
        await Task.WhenAll(gates.Select(gate => gate.DisposeAsync().AsTask()));
        BudgetReading[] after = [await silo.ReadAsync("acme/chat"), await silo.ReadAsync("acme")];
        return (new ReplayOutcome(options, gateways, run.Tally, provider, Before: [], after, gates.Sum(gate => gate.Counters.Syncs), clock.Elapsed).Report(), run.Tally);
    }
}
