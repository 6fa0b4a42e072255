using BudgetMesh.Client.Tests.World;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Client.Tests;

public sealed class AwayTests
{
    [Fact]
    public async Task While_the_silo_is_away_the_slice_is_used_up_then_cheaper_rungs_then_requests_are_denied_and_all_is_well_again_after()
    {
        await using var world = await GateWorld.StartAsync();
        // Of a slice for four requests on the best rung three are left, and one on each of the others.
        (await world.Gate.LeaseAsync(TestMesh.Asked)).Settle(new TokenCount(1_000), new TokenCount(160)).IsDone.ShouldBeTrue();
        world.Silo.IsAway = true;
        await world.Pass(() => world.Gate.Counters.SyncsFailed > 0, stepMs: 1_000);
        world.Gate.State.ShouldBe(GateState.Away);
        // Idle gates give their slices back, but not to a silo that does not answer.
        var failed = world.Gate.Counters.SyncsFailed;
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Pass(() => world.Gate.Counters.SyncsFailed >= failed + 3, stepMs: 500);

        var decisions = new List<Decision>();
        do
        {
            world.Gate.TryDecide(TestMesh.Asked, out var decision).ShouldBeTrue();
            decisions.Add(decision);
        }
        while (decisions[^1].IsAllowed);
        decisions.Select(decision => decision.Deployment?.Id).Distinct().ShouldBe([TestMesh.Best, TestMesh.Middle, TestMesh.Small, null]);
        decisions.Select(decision => decision.Reason).Distinct().ShouldBe([Reason.Fits, Reason.SiloUnreachable]);
        decisions.Where(decision => decision.IsAllowed).Sum(decision => decision.Bound.NanoUsd).ShouldBeLessThanOrEqualTo(world.Silo.Book(TestMesh.Run).Granted);

        world.Silo.IsAway = false;
        await world.Pass(() => world.Gate.State == GateState.Connected);
        (await world.Pass(world.Gate.DecideAsync(TestMesh.Asked).AsTask())).Deployment!.Id.ShouldBe(TestMesh.Best);
        foreach (var decision in decisions)
            world.Gate.Void(decision);
    }

    [Fact]
    public async Task A_request_waits_for_a_silent_silo_no_longer_than_its_patience()
    {
        await using var world = await GateWorld.StartAsync(with: options => options with { Patience = TimeSpan.FromSeconds(2) });
        world.Silo.IsAway = true;
        var waiting = world.Gate.DecideAsync(TestMesh.Asked).AsTask();
        var waited = await world.Pass(() => waiting.IsCompleted);
        waited.ShouldBeInRange(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
        ((await waiting).Verdict, (await waiting).Reason, (await waiting).RetryAfter).ShouldBe((Verdict.Deny, Reason.SiloUnreachable, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_sync_without_an_answer_has_failed_after_its_timeout_and_is_made_again()
    {
        await using var world = await GateWorld.StartAsync(with: options => options with { SyncTimeout = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromMinutes(1) });
        world.Silo.Shut();
        var waiting = world.Gate.DecideAsync(TestMesh.Asked).AsTask();
        (await world.Pass(() => world.Gate.State == GateState.Away)).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.9));
        world.Silo.Open();
        (await world.Pass(waiting)).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_that_is_lost_is_mended_by_the_next_sync()
    {
        await using var world = await GateWorld.StartAsync();
        world.Silo.LosesAnswers = true;
        var waiting = world.Gate.DecideAsync(TestMesh.Asked).AsTask();
        await world.Pass(() => world.Gate.Counters.SyncsFailed == 3);
        world.Silo.LosesAnswers = false;
        (await world.Pass(waiting)).IsAllowed.ShouldBeTrue();
        world.Gate.Slices().ShouldAllBe(slice => slice.Counters.Granted == world.Silo.Book(slice.Scope).Granted);
    }

    [Fact]
    public async Task An_owner_that_cannot_be_asked_is_asked_again_but_not_in_a_hurry()
    {
        await using var world = await GateWorld.StartAsync();
        world.Silo.ScopesUnavailable.Add(TestMesh.Team.Value);
        var waiting = world.Gate.DecideAsync(TestMesh.Asked).AsTask();
        var passed = await world.Pass(() => world.Silo.Syncs >= 6);
        passed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(400));
        world.Silo.ScopesUnavailable.Clear();
        (await world.Pass(waiting)).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_recall_is_answered_with_a_sync_of_that_scope_at_once()
    {
        await using var world = await GateWorld.StartAsync();
        (await world.Gate.LeaseAsync(TestMesh.Asked)).Void();
        world.Silo.Push(new Notice(NoticeKinds.Recall, TestMesh.Team.Value));
        await GateWorld.Until(() => world.Silo.LastMessage!.Scopes is [{ } only] && only.Scope == TestMesh.Team.Value);
    }

    [Fact]
    public async Task A_recall_that_names_no_scope_is_answered_with_a_sync_of_all()
    {
        await using var world = await GateWorld.StartAsync();
        (await world.Gate.LeaseAsync(TestMesh.Asked)).Void();
        world.Silo.Push(new Notice(NoticeKinds.Recall, null));
        await GateWorld.Until(() => world.Silo.LastMessage!.Scopes.Select(report => report.Scope).ToHashSet().SetEquals([TestMesh.Run.Value, TestMesh.Team.Value, TestMesh.Root.Value]));
    }

    [Fact]
    public async Task A_key_that_is_refused_later_leaves_the_slices_in_use_and_is_tried_again_slowly()
    {
        await using var world = await GateWorld.StartAsync();
        (await world.Gate.LeaseAsync(TestMesh.Asked)).Void();
        world.Silo.RefusesKey = true;
        await world.Pass(() => world.Gate.State == GateState.Refused, stepMs: 500);
        world.Gate.TryDecide(TestMesh.Asked, out var decision).ShouldBeTrue();
        decision.IsAllowed.ShouldBeTrue();
        world.Silo.RefusesKey = false;
        (await world.Pass(() => world.Gate.State == GateState.Connected, stepMs: 500)).ShouldBeGreaterThan(TimeSpan.FromSeconds(10));
        world.Gate.Void(decision);
    }

    [Fact]
    public async Task A_key_that_is_refused_at_the_start_is_said_so()
    {
        var silo = new FakeSilo(new TestClock()) { RefusesKey = true };
        await Should.ThrowAsync<SiloRefusedException>(Gate.ConnectAsync(new GateOptions { Name = "x", Time = new TestClock() }, [silo]));
        silo.IsDisposed.ShouldBeTrue();
        await Should.ThrowAsync<ArgumentException>(Gate.ConnectAsync(new GateOptions { Name = "" }, [silo]));
        await Should.ThrowAsync<FormatException>(Gate.ConnectAsync(new GateOptions { Name = "no spaces" }, [silo]));
        await Should.ThrowAsync<ArgumentException>(Gate.ConnectAsync(new GateOptions { Name = "x" }));
        await Should.ThrowAsync<ArgumentException>(Gate.ConnectAsync(new GateOptions { Name = "x", Urls = [new Uri("http://localhost:1")] }));
    }
}
