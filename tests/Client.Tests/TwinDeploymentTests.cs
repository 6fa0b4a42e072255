using BudgetMesh.Capacity;
using BudgetMesh.Client.Tests.World;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;

namespace BudgetMesh.Client.Tests;

/// <summary>Two deployments of one model in one tier: the dear one is named first.</summary>
public sealed class TwinDeploymentTests
{
    private const string Dear = "dear/twin", Cheap = "cheap/twin";

    /// <summary>A circuit's first pause with room to spare.</summary>
    private const int SendsMost = 1_000;

    [Fact]
    public async Task The_cheaper_is_asked_first_and_the_other_when_it_is_short_which_is_no_downgrade()
    {
        await using var world = await GateWorld.StartAsync(Mesh(cheapBurst: 2));

        var decisions = new List<Decision>();
        for (var i = 0; i < 4; i++)
            decisions.Add(await world.AskAsync(TestMesh.Asked));

        decisions.Select(decision => (decision.Deployment!.Id, decision.Verdict, decision.Reason)).ShouldBe(
        [
            (Cheap, Verdict.Allow, Reason.Fits), (Cheap, Verdict.Allow, Reason.Fits), (Dear, Verdict.Allow, Reason.CapacityShort), (Dear, Verdict.Allow, Reason.CapacityShort),
        ]);
        decisions[2].Blocker!.Value.ToString().ShouldBe($"{Cheap}:requests");
    }

    [Fact]
    public async Task When_both_are_short_the_next_model_is_a_downgrade()
    {
        await using var world = await GateWorld.StartAsync(Mesh(cheapBurst: 1, dearBurst: 1));
        await world.AskAsync(TestMesh.Asked);
        await world.AskAsync(TestMesh.Asked);

        var next = await world.AskAsync(TestMesh.Asked);

        (next.Deployment!.Id, next.Verdict, next.Reason).ShouldBe((TestMesh.Middle, Verdict.Downgrade, Reason.CapacityShort));
    }

    [Fact]
    public async Task One_that_fails_comes_after_the_dearer_one_until_it_answers_again()
    {
        await using var world = await GateWorld.StartAsync(Mesh(cheapBurst: 1_000));
        (await SendAsync(world, ProviderOutcome.Failed)).ShouldBe(Cheap);

        await SendUntilItGoesAsync(world, Dear, cheapOne: ProviderOutcome.Failed);
        // Its circuit is tried, and what is sent then is served.
        await SendUntilItGoesAsync(world, Cheap, cheapOne: ProviderOutcome.Served);
        var row = 0;
        for (var sent = 0; row < 20; sent++)
        {
            sent.ShouldBeLessThan(SendsMost);
            row = await SendAsync(world, ProviderOutcome.Served) == Cheap ? row + 1 : 0;
        }
    }

    private static async Task SendUntilItGoesAsync(GateWorld world, string to, ProviderOutcome cheapOne)
    {
        for (var sent = 0; await SendAsync(world, cheapOne) != to; sent++)
            sent.ShouldBeLessThan(SendsMost);
    }

    /// <summary>Sends one request and lets a moment pass; answers where it went: to what is tried first.</summary>
    private static async Task<string> SendAsync(GateWorld world, ProviderOutcome cheapOne)
    {
        var decision = await world.AskAsync(TestMesh.Asked);
        (decision.Verdict, decision.Reason).ShouldBe((Verdict.Allow, Reason.Fits));
        var (deployment, outcome) = (decision.Deployment!, decision.Deployment!.Id == Cheap ? cheapOne : ProviderOutcome.Served);
        world.Gate.Settle(decision, new TokenCount(1_000), new TokenCount(outcome == ProviderOutcome.Served ? 10 : 0));
        world.Gate.Observe(deployment, new ProviderSignal(outcome));
        var next = world.Clock.Now + TimeSpan.FromMilliseconds(20);
        await world.Pass(() => world.Clock.Now >= next);
        return deployment.Id;
    }

    private static MeshConfig Mesh(int cheapBurst, int dearBurst = 1_000)
    {
        var mesh = TestMesh.Of();
        return mesh with
        {
            Deployments = [Twin(Dear, dearBurst), Twin(Cheap, cheapBurst), .. mesh.Deployments!.Where(deployment => deployment.Id != TestMesh.Best)],
            Prices = new PricesConfig { Overlay = [.. mesh.Prices!.Overlay!, Price("dear", "5"), Price("cheap", "4.9")] },
        };
    }

    private static DeploymentConfig Twin(string id, int burst) => new()
    {
        Id = id,
        Tier = "premium",
        ApiFlavor = "chat",
        Capacity = [new LimitConfig { Rate = burst < 1_000 ? "60 requests per minute" : "60000 requests per minute", Burst = $"{burst}" }],
    };

    private static PriceOverlayConfig Price(string provider, string input) => new() { Provider = provider, Model = "twin", InputMtok = input, OutputMtok = "25" };
}
