using System.Text.Json;
using BudgetMesh.Mesh;
using BudgetMesh.Replay.Provider;
using BudgetMesh.Routing;

namespace BudgetMesh.Replay.Tests;

public sealed class ReplayRunTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly ScopePath Chat = ScopePath.Parse("acme/chat");

    [Theory]
    [InlineData("max", 1)]
    [InlineData("max", 8)]
    [InlineData("max", 32)]
    [InlineData("600x", 1)]
    [InlineData("600x", 8)]
    [InlineData("600x", 32)]
    public async Task Traffic_for_twice_the_cap_is_stopped_at_it_and_every_account_agrees(string speed, int gateways)
    {
        var (mesh, ladder, cap) = MeshWithHalfTheMoney(1_500);
        var report = await RunAsync(mesh, Trace(1_500), speed, gateways, ladder, CancellationToken.None);
        output.WriteLine(JsonSerializer.Serialize(report, ReplayJson.Default.ReplayReport));

        report.Findings.ShouldBeEmpty();
        
        report.Denied.ShouldBeGreaterThan(0);
        report.Truncated.ShouldBe(0);
        report.CapUsd.ShouldBe(cap.ToString());
        var left = cap - Money.Parse(report.LedgerUsd);
        left.ShouldBeLessThan(Money.Parse(report.LargestHoldUsd));
    }

    private static Trace Trace(int count) { using var r = new StreamReader(SharedData.PathOf("azure_llm_2023_conv.csv")); return BudgetMesh.Replay.Trace.Read(r, "azure"); }

    private static (MeshConfig Mesh, string Ladder, Money Cap) MeshWithHalfTheMoney(int requests)
    {
        MeshFile.TryRead(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mesh.yaml")), out var config, out var plan, out _).ShouldBeTrue();
        GatePlan.TryBind(plan, 1, Pricing.PriceBook.Empty("1").WithOverlay(config.Prices!.Overlay!, "1"), NodaTime.Instant.FromUtc(2026, 1, 1, 0, 0), out var bound, out _).ShouldBeTrue();
        var cap = CapShare.Of(CapShare.WholeCost(Trace(requests), bound.Ladders["default"].Rungs[0]), 0.5m);
        return (CapShare.Apply(OwnLadder.Add(config, ["premium"], out var ladder), Chat, cap), ladder, cap);
    }

    private static async Task<ReplayReport> RunAsync(MeshConfig mesh, Trace trace, string speed, int gateways, string ladder, CancellationToken stop)
    {
        await using var silo = await LocalSilo.StartAsync(mesh);
        ReplaySpeed.TryParse(speed, out var parsed, out _).ShouldBeTrue();
        var options = new ReplayOptions(trace, [Chat], parsed, Seed: 3) { Ladder = ladder };
        var provider = new FakeProvider(new ProviderPriceList(JsonSerializer.SerializeToElement(mesh, MeshJson.Default.MeshConfig), null), parsed, options.Seed);
        var gates = await Task.WhenAll(Enumerable.Range(1, gateways).Select(number => silo.ConnectAsync($"gate-{number}")));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var run = new ReplayRun(options, gates, provider);
        await run.RunAsync(stop);
        await Task.WhenAll(gates.Select(gate => gate.DisposeAsync().AsTask()));
        BudgetReading[] after = [await silo.ReadAsync("acme/chat"), await silo.ReadAsync("acme")];
        return new ReplayOutcome(options, gateways, run.Tally, provider, [], after, gates.Sum(gate => gate.Counters.Syncs), clock.Elapsed).Report();
    }
}
