using BudgetMesh.Capacity;
using BudgetMesh.Client.Tests.World;
using BudgetMesh.Holds;
using BudgetMesh.Routing;

namespace BudgetMesh.Client.Tests;

/// <summary>Limits and capacity through a whole gate: over the wire's words, and by its own clockwork.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_scope_gets_its_burst_and_then_hears_when_to_ask_again()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(scope: new LimitConfig { Rate = "60 requests per minute", Burst = "5" }));

        var decisions = new List<Decision>();
        for (var i = 0; i < 7; i++)
            decisions.Add(await world.AskAsync(TestMesh.Asked));

        decisions.Select(decision => decision.Verdict).ShouldBe([.. Enumerable.Repeat(Verdict.Allow, 5), Verdict.Deny, Verdict.Deny]);
        var refused = decisions[^1];
        refused.Reason.ShouldBe(Reason.RateLimited);
        refused.Blocker!.Value.ToString().ShouldBe("acme/chat:requests");
        refused.RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1_010));

        world.Clock.Advance(refused.RetryAfter.Value + TimeSpan.FromMilliseconds(1));
        (await world.AskAsync(TestMesh.Asked)).Verdict.ShouldBe(Verdict.Allow);
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_a_scope_may_have_and_an_end_makes_room()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(scope: new LimitConfig { Rate = "2 concurrent requests" }));
        var first = await world.AskAsync(TestMesh.Asked);
        (await world.AskAsync(TestMesh.Asked)).IsAllowed.ShouldBeTrue();
        (await world.AskAsync(TestMesh.Asked)).Reason.ShouldBe(Reason.RateLimited);

        world.Gate.Settle(first, new TokenCount(10), new TokenCount(10)).Outcome.ShouldBe(SettleOutcome.Resolved);
        (await world.AskAsync(TestMesh.Asked)).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_deployment_without_room_leads_to_the_next_rung_and_a_request_that_can_wait_is_deferred()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(best: new LimitConfig { Rate = "60 requests per minute", Burst = "1" }));
        (await world.AskAsync(TestMesh.Asked)).Deployment!.Id.ShouldBe(TestMesh.Best);

        var next = await world.AskAsync(TestMesh.Asked);
        (next.Verdict, next.Reason, next.Deployment!.Id).ShouldBe((Verdict.Downgrade, Reason.CapacityShort, TestMesh.Middle));
        next.Blocker!.Value.ToString().ShouldBe("lab/best:requests");

        var deferred = await world.AskAsync(TestMesh.Asked with { IsDeferrable = true });
        (deferred.Verdict, deferred.Reason).ShouldBe((Verdict.Defer, Reason.CapacityShort));
        deferred.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_refused_request_takes_nothing_of_any_limit_or_budget()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(
            scope: new LimitConfig { Rate = "100 concurrent requests" },
            best: new LimitConfig { Rate = "2 requests per minute", Burst = "1" }, only: true));
        (await world.AskAsync(TestMesh.Asked)).IsAllowed.ShouldBeTrue();
        for (var i = 0; i < 10; i++)
            (await world.AskAsync(TestMesh.Asked)).IsAllowed.ShouldBeFalse();

        world.Gate.Holds().Count.ShouldBe(1);
        world.Clock.Advance(TimeSpan.FromSeconds(40));
        (await world.AskAsync(TestMesh.Asked)).Reason.ShouldBe(Reason.Fits);
    }

    [Fact]
    public async Task What_a_request_did_not_use_of_tokens_is_there_for_the_next()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(scope: new LimitConfig { Rate = "60000 tokens per minute", Burst = "2100" }));
        var first = await world.AskAsync(TestMesh.Asked);
        world.Clock.Advance(TimeSpan.FromMilliseconds(10)); // what changes within one microsecond binds a refund too
        (await world.AskAsync(TestMesh.Asked)).Reason.ShouldBe(Reason.RateLimited);

        world.Gate.Void(first);
        world.Clock.Advance(TimeSpan.FromMilliseconds(100));
        (await world.AskAsync(TestMesh.Asked)).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task More_than_a_limit_ever_lets_through_is_refused_without_a_time_to_retry()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(scope: new LimitConfig { Rate = "60000 tokens per minute", Burst = "2000" }));

        var decision = await world.AskAsync(TestMesh.Asked);

        (decision.Verdict, decision.Reason, decision.RetryAfter).ShouldBe((Verdict.Deny, Reason.ExceedsLimit, null));
    }

    [Fact]
    public async Task A_provider_that_fails_again_and_again_is_left_alone_for_a_while()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(best: new LimitConfig { Rate = "6000 requests per minute" }));
        Decision decision;
        do
        {
            // On a busy machine some are decided before the slice of the best one is there.
            decision = await world.AskAsync(TestMesh.Asked);
            world.Gate.Void(decision);
            if (decision.Deployment?.Id == TestMesh.Best)
                world.Gate.Observe(decision.Deployment, new ProviderSignal(ProviderOutcome.Failed));
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        while (decision.Reason != Reason.DeploymentClosed);

        decision.Deployment!.Id.ShouldBe(TestMesh.Middle);
        decision.Blocker.ToString().ShouldBe("lab/best:circuit");
    }

    [Fact]
    public async Task What_a_gateway_has_not_used_for_long_is_there_for_others()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(scope: new LimitConfig { Rate = "2 concurrent requests" }));
        var first = await world.AskAsync(TestMesh.Asked);
        var second = await world.AskAsync(TestMesh.Asked);
        world.Gate.Settle(first, new TokenCount(10), new TokenCount(10));
        world.Gate.Settle(second, new TokenCount(10), new TokenCount(10));
        var settledAt = world.Clock.Now;
        await world.Pass(() => world.Clock.Now > settledAt + TimeSpan.FromSeconds(65), stepMs: 500);

        var other = await world.ConnectAsync();

        var both = new[] { await world.Pass(other.DecideAsync(TestMesh.Asked).AsTask()), await world.Pass(other.DecideAsync(TestMesh.Asked).AsTask()) };

        both.ShouldAllBe(decision => decision.IsAllowed);
        foreach (var decision in both)
            other.Void(decision);
        await world.EndAsync(other);
    }

    [Fact]
    public async Task A_gateway_whose_requests_are_all_voided_is_lent_a_slice_all_the_same()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(scope: new LimitConfig { Rate = "60000 requests per minute" }));
        for (var i = 0; i < 100; i++)
        {
            world.Gate.Void(await world.AskAsync(TestMesh.Asked));
            world.Clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        await world.Pass(() =>
        {
            var isDecided = world.Gate.TryDecide(TestMesh.Asked, out var decision);
            world.Gate.Void(decision);
            return isDecided;
        });
    }

    [Fact]
    public async Task Answers_that_never_come_are_asked_for_again_soon_and_then_less_often()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(scope: new LimitConfig { Rate = "60000 requests per minute" }));
        world.Gate.Void(await world.AskAsync(TestMesh.Asked));
        var before = world.Silo.RateSyncs;
        world.Silo.RateAnswersToSwallow = 3;
        await world.Pass(() => world.Silo.RateSyncs > before);

        var passed = await world.Pass(() => world.Silo.RateSyncs > before + 3);

        // 100, 200 and 400 ms, and what the gate's threads need; the world's timeout for other messages is an hour.
        passed.ShouldBeInRange(TimeSpan.FromMilliseconds(650), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_request_whose_first_answer_never_comes_is_admitted_by_the_next()
    {
        await using var world = await GateWorld.StartAsync(
            LimitMesh.Of(scope: new LimitConfig { Rate = "60000 requests per minute" }), options => options with { Patience = TimeSpan.FromMinutes(1) });
        world.Silo.RateAnswersToSwallow = 1;
        var start = world.Clock.Now;

        world.Gate.Void(await world.AskAsync(TestMesh.Asked));

        world.Silo.RateAnswersToSwallow.ShouldBe(0);
        (world.Clock.Now - start).ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
    }
}
