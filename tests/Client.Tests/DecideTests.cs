using BudgetMesh.Client.Tests.World;
using BudgetMesh.Holds;
using BudgetMesh.Routing;

namespace BudgetMesh.Client.Tests;

public sealed class DecideTests
{
    [Fact]
    public async Task The_first_request_waits_for_a_slice_and_the_next_is_decided_at_once()
    {
        await using var world = await GateWorld.StartAsync();
        world.Gate.TryDecide(TestMesh.Asked, out _).ShouldBeFalse();
        world.Gate.Counters.ShouldBe(default);

        var first = await world.Gate.DecideAsync(TestMesh.Asked);
        world.Gate.TryDecide(TestMesh.Asked, out var second).ShouldBeTrue();
        foreach (var decision in new[] { first, second })
        {
            decision.Verdict.ShouldBe(Verdict.Allow);
            decision.Deployment!.Id.ShouldBe(TestMesh.Best);
            decision.Bound.ShouldBe(Money.Parse("0.03"));
            decision.Incarnation.ShouldBe(world.Gate.Incarnation);
        }

        world.Gate.Counters.ShouldBe(new GateCounters(2, 1, 1, 0, 2, 0, 0, 0, 0));
    }

    [Fact]
    public async Task A_settlement_frees_what_the_request_did_not_cost_on_every_level()
    {
        await using var world = await GateWorld.StartAsync();
        var decision = await world.Gate.DecideAsync(TestMesh.Asked);
        world.Gate.Holds().Single().Hold.Legs.Select(leg => leg.Scope).ShouldBe([TestMesh.Run, TestMesh.Team, TestMesh.Root]);

        world.Gate.Settle(decision, new TokenCount(800), new TokenCount(100)).ShouldBe(new Settlement(SettleOutcome.Resolved, ""));
        world.Gate.Settle(decision, new TokenCount(800), new TokenCount(100)).Outcome.ShouldBe(SettleOutcome.AlreadyResolved);
        world.Gate.Holds().ShouldBeEmpty();
        world.Gate.Slices().Count.ShouldBe(3);
        foreach (var slice in world.Gate.Slices())
        {
            slice.Counters.Spent.ShouldBe(800 * 5_000 + 100 * 25_000);
            slice.Counters.Held.ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_void_charges_nothing()
    {
        await using var world = await GateWorld.StartAsync();
        var decision = await world.Gate.DecideAsync(TestMesh.Asked);
        world.Gate.Void(decision).ShouldBe(SettleOutcome.Resolved);
        world.Gate.Void(decision).ShouldBe(SettleOutcome.AlreadyResolved);
        world.Gate.Slices().ShouldAllBe(slice => slice.Counters.Spent == 0 && slice.Counters.Held == 0);
    }

    [Fact]
    public async Task A_hold_that_nobody_settles_is_charged_at_its_deadline_and_corrected_once()
    {
        await using var world = await GateWorld.StartAsync(TestMesh.Of(lifetime: "5s"));
        var decision = await world.Gate.DecideAsync(TestMesh.Asked);
        (await world.Pass(() => world.Gate.Counters.HoldsExpired == 1)).ShouldBeInRange(TimeSpan.FromSeconds(4.9), TimeSpan.FromSeconds(8));
        world.Gate.Slices().ShouldAllBe(slice => slice.Counters.Spent == 30_000_000);

        world.Gate.Settle(decision, new TokenCount(1_000), new TokenCount(0)).Outcome.ShouldBe(SettleOutcome.Corrected);
        world.Gate.Settle(decision, new TokenCount(1_000), new TokenCount(0)).Outcome.ShouldBe(SettleOutcome.AlreadyResolved);
        world.Gate.Slices().ShouldAllBe(slice => slice.Counters.Spent == 5_000_000);
    }

    [Fact]
    public async Task A_lease_that_is_left_is_neither_settled_nor_voided()
    {
        await using var world = await GateWorld.StartAsync(with: options => options with { DrainPatience = TimeSpan.Zero });
        using (var settled = await world.Gate.LeaseAsync(TestMesh.Asked))
        {
            settled.IsAllowed.ShouldBeTrue();
            settled.Settle(new TokenCount(1), new TokenCount(1)).IsDone.ShouldBeTrue();
        }

        using (var voided = await world.Gate.LeaseAsync(TestMesh.Asked))
            voided.Void();
        (await world.Gate.LeaseAsync(TestMesh.Asked)).Dispose();
        var counters = world.Gate.Counters;
        (counters.HoldsOpen, counters.LeasesAbandoned).ShouldBe((1, 1));
        world.Gate.Slices().ShouldAllBe(slice => slice.Counters.Held == 30_000_000);
    }

    [Fact]
    public async Task A_spent_budget_takes_the_cheaper_rung_in_the_same_step_and_refuses_what_fits_none()
    {
        await using var world = await GateWorld.StartAsync(TestMesh.Of(runUsd: "0.02"));
        var cheaper = await world.Pass(world.Gate.DecideAsync(TestMesh.Asked).AsTask());
        (cheaper.Verdict, cheaper.Reason, cheaper.Deployment!.Id).ShouldBe((Verdict.Downgrade, Reason.BudgetExceeded, TestMesh.Middle));
        cheaper.Blocker!.Value.Budget!.Scope.ShouldBe(TestMesh.Run);
        world.Gate.Settle(cheaper, new TokenCount(1_000), new TokenCount(1_000)).IsDone.ShouldBeTrue();

        // Until the owner has heard of the settlement the hold seems to be in flight.
        var refused = await world.Pass(world.Gate.DecideAsync(TestMesh.Asked).AsTask());
        (refused.Verdict, refused.Reason).ShouldBe((Verdict.Deny, Reason.HoldsInFlight));
        refused.RetryAfter.ShouldNotBeNull();
        var passed = await world.Pass(() => world.Gate.TryDecide(TestMesh.Asked, out refused) && refused.Reason == Reason.BudgetExceeded);
        passed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (refused.Verdict, refused.RetryAfter).ShouldBe((Verdict.Deny, null));
    }

    [Fact]
    public async Task Requests_without_a_plan_are_denied_until_one_comes()
    {
        await using var world = await GateWorld.StartAsync(withoutPlan: true);
        world.Gate.TryDecide(TestMesh.Asked, out var denied).ShouldBeTrue();
        (denied.Verdict, denied.Reason).ShouldBe((Verdict.Deny, Reason.NotReady));
        world.Silo.Apply(TestMesh.Of());
        await world.Pass(() => !world.Gate.TryDecide(TestMesh.Asked, out _));
        (await world.Gate.DecideAsync(TestMesh.Asked)).IsAllowed.ShouldBeTrue();
    }
}
