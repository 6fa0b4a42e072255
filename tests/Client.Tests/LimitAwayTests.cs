using BudgetMesh.Client.Tests.World;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Client.Tests;

/// <summary>Limits while the silo is away, or calls, or other gates come and go. 20 requests a second, 40 at once.</summary>
public sealed class LimitAwayTests
{
    private const int PerSecond = 20, Burst = 40;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_slice_lasts_to_the_end_of_its_lease_and_then_nothing_is_admitted_until_the_silo_is_back()
    {
        await using var world = await StartAsync("deny");
        var asker = new Asker(world, world.Gate);
        await LendAsync(asker);
        world.Silo.IsAway = true;

        (await asker.AskForAsync(3 * Second)).ShouldBeInRange(3 * PerSecond * 9 / 10, 3 * PerSecond);
        await asker.AskForAsync(3 * Second);
        (await asker.AskForAsync(10 * Second)).ShouldBe(0);
        (asker.Refusal.Verdict, asker.Refusal.Reason).ShouldBe((Verdict.Deny, Reason.SiloUnreachable));

        world.Silo.IsAway = false;
        await asker.AskForAsync(3 * Second);
        (await asker.AskForAsync(5 * Second)).ShouldBeInRange(5 * PerSecond * 9 / 10, 5 * PerSecond);
    }

    [Fact]
    public async Task With_the_safe_share_a_gate_goes_on_at_no_more_than_the_limit_until_the_silo_is_back()
    {
        await using var world = await StartAsync("safe_share");
        var asker = new Asker(world, world.Gate);
        await LendAsync(asker);
        world.Silo.IsAway = true;

        await asker.AskForAsync(6 * Second);
        (await asker.AskForAsync(20 * Second)).ShouldBeInRange(20 * PerSecond * 9 / 10, 20 * PerSecond + Burst);
        asker.Refusal.Reason.ShouldBe(Reason.RateLimited);

        world.Silo.IsAway = false;
        (await asker.AskForAsync(20 * Second)).ShouldBeInRange(20 * PerSecond * 9 / 10, 20 * PerSecond + Burst);
    }

    [Fact]
    public async Task With_reuse_a_gate_goes_on_with_its_slice_then_with_half_of_it_and_half_of_that_until_nothing_is_left()
    {
        await using var world = await StartAsync("reuse");
        var asker = new Asker(world, world.Gate);
        await LendAsync(asker);
        world.Silo.IsAway = true;
        await asker.AskForAsync(RateRules.Lease);
        await world.Pass(() => world.Silo.RateSyncsInVain >= RateRules.AwayAfter);

        var lifetimes = new List<int>();
        for (var i = 0; i < 4; i++)
            lifetimes.Add(await asker.AskForAsync(RateRules.Lease));
        var full = PerSecond * (int)RateRules.Lease.TotalSeconds;
        foreach (var (halvings, admitted) in lifetimes.Index())
            admitted.ShouldBeInRange((full >> (halvings + 1)) * 8 / 10, (full >> Math.Max(0, halvings - 1)) + (Burst >> halvings));
        lifetimes.ShouldBe([.. lifetimes.OrderDescending()]);

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        (await asker.AskForAsync(5 * Second)).ShouldBe(0);
        asker.Refusal.Reason.ShouldBe(Reason.SiloUnreachable);
    }

    [Fact]
    public Task A_recall_makes_the_gate_ask_before_its_time() => IsAskedEarlyAsync(
        new Notice(NoticeKinds.RatesRecall, TestMesh.Root.Value),
        new Notice(NoticeKinds.RatesRecall, null) { Deployment = "nobody/knows" },
        new Notice(NoticeKinds.RatesRecall, null),
        new Notice(NoticeKinds.RatesRecall, TestMesh.Team.Value));

    [Fact]
    public Task A_recall_that_names_no_scope_is_one_of_limits_too() => IsAskedEarlyAsync(new Notice(NoticeKinds.Recall, null));

    [Fact]
    public async Task A_closed_life_is_followed_by_one_that_gets_no_more_than_the_limit_leaves()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(Limit("deny")));
        var (asker, began) = (new Asker(world, world.Gate), world.Clock.Now);
        var admitted = await asker.AskForAsync(3 * Second);
        var old = world.Gate.Incarnation;
        world.Silo.IncarnationsClosed.Add(old.Value);
        while (world.Gate.Incarnation == old)
            admitted += await asker.AskForAsync(Second);

        var next = await asker.AskForAsync(10 * Second);

        (admitted + next).ShouldBeLessThanOrEqualTo((int)((world.Clock.Now - began).TotalSeconds * PerSecond) + Burst);
        (await asker.AskForAsync(5 * Second)).ShouldBeInRange(5 * PerSecond * 9 / 10, 5 * PerSecond + 1);
    }

    [Fact]
    public async Task A_gate_that_leaves_gives_its_slices_to_the_others_at_once()
    {
        await using var world = await StartAsync("deny");
        var leaver = await world.ConnectAsync();
        var (stays, leaves) = (new Asker(world, world.Gate), new Asker(world, leaver));
        for (var i = 0; i < 100; i++)
        {
            await stays.AskForAsync(TimeSpan.FromMilliseconds(20));
            await leaves.AskForAsync(TimeSpan.FromMilliseconds(20));
        }

        await world.EndAsync(leaver);

        await stays.AskForAsync(Second);
        (await stays.AskForAsync(2 * Second)).ShouldBeInRange(2 * PerSecond * 9 / 10, 2 * PerSecond + 1);
    }

    private static async Task IsAskedEarlyAsync(params Notice[] notices)
    {
        await using var world = await StartAsync("deny");
        await new Asker(world, world.Gate).AskForAsync(3 * Second);
        // Nobody asks any more, so it is in no hurry.
        await world.Pass(() => world.Silo.RateSyncs > 0);
        var before = world.Silo.RateSyncs;
        await world.Pass(() => world.Silo.RateSyncs > before);
        before = world.Silo.RateSyncs;

        foreach (var notice in notices)
            world.Silo.Push(notice);

        var passed = await world.Pass(() => world.Silo.RateSyncs > before, stepMs: 1);
        passed.ShouldBeLessThan(TimeSpan.FromMilliseconds(200));
    }

    /// <summary>Asks until the burst is gone and the slice brings what the limit does: on a busy machine that takes a while.</summary>
    private static async Task LendAsync(Asker asker)
    {
        await asker.AskForAsync(3 * Second);
        while (await asker.AskForAsync(Second) < PerSecond * 9 / 10)
        {
            // What it was lent is on its way.
        }
    }

    private static Task<GateWorld> StartAsync(string whenAway) => GateWorld.StartAsync(LimitMesh.Of(Limit(whenAway), hasBudgets: false));

    private static LimitConfig Limit(string whenAway) => new() { Rate = $"{PerSecond * 60} requests per minute", Burst = $"{Burst}", WhenSiloAway = whenAway };
}
