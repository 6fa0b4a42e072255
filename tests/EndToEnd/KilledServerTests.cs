using System.Text.Json;
using BudgetMesh.Client;
using BudgetMesh.Replay;
using BudgetMesh.Replay.Provider;
using BudgetMesh.Routing;

namespace BudgetMesh.EndToEnd;

/// <summary>The server killed in the middle of traffic, again and again: gates go on, and every account agrees in the end.</summary>
public sealed class KilledServerTests
{
    private const int Seed = 20_260_821, Kills = 20, Gates = 4;

    private static readonly ScopePath Payer = ScopePath.Parse("acme/chat");

    /// <summary>More than the traffic between the kills can cost, and little enough to be spent to its end afterwards.</summary>
    private static readonly Money Cap = Money.Parse("50");

    [Fact]
    public async Task A_server_that_is_killed_twenty_times_forgets_nothing_lends_nothing_twice_and_strands_nothing()
    {
        var mesh = CapShare.Apply(OwnLadder.Add(Town.ExampleMesh(), ["premium"], out var premium), Payer, Cap);
        await using var town = await Town.StartAsync(mesh, Seed);
        var traffic = new SiloTraffic();
        Gate[] gates = await Task.WhenAll(Enumerable.Range(1, Gates).Select(number => town.ConnectAsync($"gate-{number}", traffic)));

        // Traffic at ten times its speed while the server comes and goes …
        var calm = new Traffic(mesh, gates, requests: 100_000, "10x", ladder: null);
        using var enough = new CancellationTokenSource();
        var running = calm.Run.RunAsync(enough.Token);
        var random = new Random(Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            await traffic.AfterAsync(random.Next(1, 60));
            await town.KillServerAsync();
            await town.StartServerAsync();
        }

        await traffic.AfterAsync(20);
        await enough.CancelAsync();
        await running;

        // … and then as much of it as the cap has left: what was lost in a crash could not be spent now.
        var rush = new Traffic(mesh, gates, requests: 8_000, "max", premium);
        await rush.Run.RunAsync(CancellationToken.None);
        await Task.WhenAll(gates.Select(gate => gate.DisposeAsync().AsTask()));

        var billed = calm.Provider.Bill.Total + rush.Provider.Bill.Total;
        calm.Run.Tally.Allowed.ShouldBeGreaterThan(0);
        rush.Run.Tally.Denied.ShouldBeGreaterThan(0);
        (Usd(Cap) - billed).ShouldBeInRange(0, Usd(rush.Run.Tally.LargestHold));
        await EveryAccountAgreesAsync(town, traffic, billed);
    }

    private static async Task EveryAccountAgreesAsync(Town town, SiloTraffic traffic, decimal billed)
    {
        var receipts = await town.ReceiptsAsync();
        // Every gate has left, so every receipt was acknowledged: there are those, each once, and no others.
        var costs = receipts.ToDictionary(receipt => (receipt.Decision, receipt.Kind), receipt => receipt.Cost);
        costs.Count.ShouldBe(traffic.Acknowledged.Count);
        // There may be many: they are compared one by one, and not each with all others.
        costs.Where(receipt => traffic.Acknowledged.GetValueOrDefault(receipt.Key) != receipt.Value).ShouldBeEmpty();

        foreach (var (scope, budgets) in new[] { (Payer.Value, 1), ("acme", 2) })
        {
            var windows = await town.WindowsAsync(scope);
            windows.Count.ShouldBe(budgets);
            foreach (var window in windows)
            {
                var legs = receipts.SelectMany(receipt => receipt.Legs).Where(leg => (leg.Scope, leg.Budget) == (scope, window.Budget));
                window.ShouldBe(new WindowSeen(window.Budget, window.Cap, Spent: billed, Held: 0, Free: 0, Available: window.Cap - billed));
                legs.Sum(leg => leg.Usd).ShouldBe(billed);
            }
        }
    }

    private static decimal Usd(Money money) => money.NanoUsd / (decimal)Money.NanosPerUsd;

    /// <summary>Made traffic, and the provider that answers and bills it.</summary>
    private sealed class Traffic
    {
        public Traffic(MeshConfig mesh, IReadOnlyList<Gate> gates, int requests, string speed, string? ladder)
        {
            ReplaySpeed.TryParse(speed, out var parsed, out _).ShouldBeTrue();
            Provider = new FakeProvider(new ProviderPriceList(JsonSerializer.SerializeToElement(mesh, MeshJson.Default.MeshConfig), null), parsed, Seed);
            var options = new ReplayOptions(TrafficShape.AzureConversation.Make(requests, Seed), [Payer], parsed, Seed) { Ladder = ladder };
            Run = new ReplayRun(options, gates, Provider);
        }

        public ReplayRun Run { get; }

        public FakeProvider Provider { get; }
    }
}
