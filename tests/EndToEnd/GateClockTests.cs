using System.Globalization;
using BudgetMesh.Budgets;
using BudgetMesh.Client;
using BudgetMesh.Routing;

namespace BudgetMesh.EndToEnd;

/// <summary>A gateway on a machine whose clock is hours off.</summary>
public sealed class GateClockTests
{
    private static readonly ScopePath Payer = ScopePath.Parse("acme");

    [Fact]
    public async Task A_gateway_whose_clock_is_hours_off_decides_settles_and_prices_by_the_servers_time()
    {
        var now = TimeProvider.System.GetUtcNow();
        // Towards noon, so that the hours in which it would be dear are of one day.
        var wrong = new ClockOff(TimeSpan.FromHours(now.Hour < 12 ? 6 : -6));
        await using var town = await Town.StartAsync(Mesh, seed: 11, DearAround(wrong.GetUtcNow()));

        await using (var gate = await Gate.ConnectAsync(new GateOptions { Name = "elsewhen", Urls = [new Uri(town.Url)], Key = town.GatewayKey, Time = wrong, Patience = TimeSpan.FromSeconds(30) }))
        {
            var decision = await gate.DecideAsync(new Request(Payer, new TokenCount(1_000)) { OutputBound = new TokenCount(1_000) });
            (decision.IsAllowed, decision.Bound).ShouldBe((true, Money.Parse("0.002")), $"{decision.Reason}");
            gate.Settle(decision, new TokenCount(1_000), new TokenCount(500)).IsDone.ShouldBeTrue();
        }

        var receipt = (await town.ReceiptsAsync()).ShouldHaveSingleItem();
        receipt.Cost.ShouldBe("0.0015");
        receipt.At.ShouldBe(now, TimeSpan.FromMinutes(5));
        // One window: that of the server's hour, or of the next where the test ran over its end.
        (await town.WindowsAsync("acme")).ShouldHaveSingleItem().ShouldBe(new WindowSeen("hour", 100, Spent: 0.0015m, Held: 0, Free: 0, Available: 99.9985m));
    }

    private static MeshConfig Mesh => new()
    {
        Deployments = [new DeploymentConfig { Id = "lab/best", Tier = "premium" }],
        Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["premium"] } },
        Scopes = new Dictionary<string, ScopeConfig> { ["acme"] = new() { Budgets = [new BudgetConfig { Name = "hour", Amount = "100 USD", Period = "hour" }] } },
        Prices = new PricesConfig { Book = "list.json" },
    };

    /// <summary>One dollar per million tokens, and ten times that for an hour before and after.</summary>
    private static string DearAround(DateTimeOffset time)
    {
        string At(int hours) => (time + TimeSpan.FromHours(hours)).ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $$$"""
            [{"id":"lab","name":"Lab","api_pattern":"https://lab","models":[
              {"id":"best","match":{"equals":"best"},"prices":[{"prices":{"input_mtok":1,"output_mtok":1}},
                {"constraint":{"start_time":"{{{At(-1)}}}","end_time":"{{{At(1)}}}"},"prices":{"input_mtok":10,"output_mtok":10}}]}]}]
            """;
    }

    private sealed class ClockOff(TimeSpan off) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + off;
    }
}
