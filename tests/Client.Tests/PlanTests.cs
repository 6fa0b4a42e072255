using BudgetMesh.Client.Tests.World;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Client.Tests;

public sealed class PlanTests
{
    [Fact]
    public async Task A_new_mesh_is_in_force_soon_after_the_notice_and_old_holds_keep_their_prices()
    {
        await using var world = await GateWorld.StartAsync();
        var old = await world.Gate.DecideAsync(TestMesh.Asked);
        old.Bound.ShouldBe(Money.Parse("0.03"));
        world.Silo.Apply(TestMesh.Of(bestOutputMtok: "5"));
        world.Silo.Push(new Notice(NoticeKinds.Plan, null));
        await GateWorld.Until(() => world.Gate.TryDecide(TestMesh.Asked, out var decision) && world.Gate.Void(decision) == 0 && decision.Bound == Money.Parse("0.01"));
        world.Gate.Settle(old, new TokenCount(1_000), new TokenCount(1_000)).IsDone.ShouldBeTrue();
        await world.Pass(() => world.Silo.Receipts.Any(receipt => receipt.Cost > Money.Zero));
        var receipt = world.Silo.Receipts.Single(receipt => receipt.Cost > Money.Zero);
        (receipt.Cost, receipt.PlanVersion, receipt.PriceVersion).ShouldBe((Money.Parse("0.03"), 1, "list-0+mesh-1"));
    }

    [Fact]
    public async Task A_new_mesh_is_found_without_a_notice_by_an_idle_gate()
    {
        await using var world = await GateWorld.StartAsync();
        world.Silo.Apply(TestMesh.Of() with { Scopes = new Dictionary<string, ScopeConfig> { ["other"] = new() { Budgets = [new() { Name = "all", Amount = "5 USD", Period = "total" }] } } });
        await world.Pass(() => world.Gate.TryDecide(TestMesh.Asked, out var decision) && decision.Reason == Reason.UnknownScope, stepMs: 500);
    }

    [Fact]
    public async Task A_mesh_that_the_gate_cannot_use_leaves_the_one_before_in_force()
    {
        await using var world = await GateWorld.StartAsync();
        (await world.Gate.LeaseAsync(TestMesh.Asked)).Void();
        world.Silo.Apply(TestMesh.Of() with { Prices = null });
        world.Silo.Push(new Notice(NoticeKinds.Plan, null));
        await GateWorld.Until(() => world.Silo.PlansRead == 2);
        world.Gate.TryDecide(TestMesh.Asked, out var decision).ShouldBeTrue();
        decision.IsAllowed.ShouldBeTrue();
        world.Gate.Void(decision);
        world.Silo.Apply(TestMesh.Of(bestOutputMtok: "5"));
        await world.Pass(() => world.Gate.TryDecide(TestMesh.Asked, out var next) && world.Gate.Void(next) == 0 && next.Bound == Money.Parse("0.01"), stepMs: 500);
    }

    [Fact]
    public async Task Prices_that_change_with_the_time_of_day_change_by_the_silos_clock()
    {
        // The silo's clock says 15:00 at the start.
        var list = """
            [{"id":"lab","name":"Lab","api_pattern":"https://lab","models":[
              {"id":"best","match":{"equals":"best"},"prices":[{"prices":{"input_mtok":1,"output_mtok":1}},
                {"constraint":{"start_time":"16:30:00Z","end_time":"23:00:00Z"},"prices":{"input_mtok":2,"output_mtok":2}}]}]}]
            """u8.ToArray();
        var mesh = TestMesh.Of() with
        {
            Deployments = [new DeploymentConfig { Id = TestMesh.Best, Tier = "premium" }],
            Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["premium"] } },
            Prices = new PricesConfig { Book = "list.json" },
        };
        await using var world = await GateWorld.StartAsync(mesh, prices: list);
        using (var cheap = await world.Gate.LeaseAsync(TestMesh.Asked))
        {
            cheap.Decision.Bound.ShouldBe(Money.Parse("0.002"));
            cheap.Void();
        }

        world.Clock.Advance(TimeSpan.FromMinutes(89));
        using (var stillCheap = await world.Pass(world.Gate.LeaseAsync(TestMesh.Asked).AsTask()))
        {
            stillCheap.Decision.Bound.ShouldBe(Money.Parse("0.002"));
            stillCheap.Void();
        }

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        var bound = Money.Zero;
        for (var attempts = 0; attempts < 1_000 && bound != Money.Parse("0.004"); attempts++)
        {
            var passed = world.Clock.Now + TimeSpan.FromMilliseconds(20);
            await world.Pass(() => world.Clock.Now >= passed);
            using var dear = await world.Pass(world.Gate.LeaseAsync(TestMesh.Asked).AsTask());
            bound = dear.Decision.Bound;
            dear.Void();
        }

        bound.ShouldBe(Money.Parse("0.004"));
    }
}
