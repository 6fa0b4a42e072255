using System.Net;
using BudgetMesh.AspNetCore.Tests.World;
using BudgetMesh.Client;
using BudgetMesh.Client.Tests.World;
using BudgetMesh.Routing;

namespace BudgetMesh.AspNetCore.Tests.Hosting;

public sealed class HostingTests
{
    [Fact]
    public async Task An_application_has_started_when_its_gate_is_ready()
    {
        await using var world = await AppWorld.StartAsync();
        world.Gate.Ready.IsCompletedSuccessfully.ShouldBeTrue();
        (await world.Gates.Pass(world.Gate.DecideAsync(TestMesh.Asked).AsTask())).IsAllowed.ShouldBeTrue();
        (await world.Http.GetStringAsync("/health")).ShouldBe("Healthy");
        world.Gate.Incarnation.Value.ShouldStartWith("app-");
    }

    [Fact]
    public async Task An_application_starts_without_its_cluster_refuses_and_serves_once_that_is_there()
    {
        await using var world = await AppWorld.StartAsync(isAway: true);
        world.Gate.State.ShouldBe(GateState.Away);
        world.Gate.TryDecide(TestMesh.Asked, out var refused).ShouldBeTrue();
        (refused.Verdict, refused.Reason).ShouldBe((Verdict.Deny, Reason.NotReady));
        refused.RetryAfter.ShouldNotBeNull();
        (await world.Http.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        world.Gates.Silo.IsAway = false;
        await world.Gates.Pass(() => world.Gate.Ready.IsCompleted);
        (await world.Gates.Pass(world.Gate.DecideAsync(TestMesh.Asked).AsTask())).IsAllowed.ShouldBeTrue();
        (await world.Http.GetStringAsync("/health")).ShouldBe("Healthy");
        world.Gate.State.ShouldBe(GateState.Connected);
    }

    [Fact]
    public async Task What_was_refused_before_any_silo_had_told_the_time_is_on_no_receipt()
    {
        await using var world = await AppWorld.StartAsync(isAway: true);
        for (var i = 0; i < 10; i++)
            world.Gate.TryDecide(TestMesh.Asked, out _).ShouldBeTrue();
        world.Gate.Counters.ReceiptsPending.ShouldBe(0);
        world.Gate.Now.ShouldBeNull();
        world.Gates.Silo.IsAway = false;
        await world.Gates.Pass(() => world.Gate.Ready.IsCompleted);
        world.Gate.Now.ShouldNotBeNull();
    }

    [Fact]
    public async Task Scopes_to_prefetch_are_fetched_when_a_late_cluster_is_there()
    {
        await using var world = await AppWorld.StartAsync(isAway: true, configure: options => options.Prefetch.Add(TestMesh.Run.Value));
        world.Gates.Silo.IsAway = false;
        await world.Gates.Pass(() => world.Gate.Slices().Count == 3);
        world.Gate.TryDecide(TestMesh.Asked, out var decision).ShouldBeTrue();
        decision.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cluster_that_goes_away_later_makes_the_health_degraded_and_no_more()
    {
        await using var world = await AppWorld.StartAsync();
        world.Gates.Silo.IsAway = true;
        await world.Gates.Pass(() => world.Gate.State == GateState.Away, stepMs: 500);
        (await world.Http.GetStringAsync("/health")).ShouldBe("Degraded");
    }

    [Fact]
    public async Task A_key_that_is_refused_keeps_nobody_from_starting_and_is_tried_again()
    {
        await using var world = await AppWorld.StartAsync(refusesKey: true);
        world.Gate.State.ShouldBe(GateState.Refused);
        (await world.Http.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        world.Gates.Silo.RefusesKey = false;
        await world.Gates.Pass(() => world.Gate.Ready.IsCompleted, stepMs: 1_000);
    }

    [Fact]
    public async Task The_end_waits_for_what_is_settled_and_gives_the_rest_back()
    {
        await using var world = await AppWorld.StartAsync(configure: options => options.DrainPatience = TimeSpan.FromHours(1));
        var gate = world.Gate;
        var decision = await world.Gates.Pass(gate.DecideAsync(TestMesh.Asked).AsTask());
        var stopping = world.App.StopAsync();
        await world.Gates.Pass(() => gate.TryDecide(TestMesh.Asked, out var late) && (late.Reason == Reason.NotReady || gate.Void(late) != 0));
        stopping.IsCompleted.ShouldBeFalse();
        gate.Settle(decision, new TokenCount(10), TokenCount.Zero).IsDone.ShouldBeTrue();
        await world.Pass(stopping);
        gate.State.ShouldBe(GateState.Stopped);
        var book = world.Gates.Silo.BookOf(TestMesh.Run, gate.Incarnation);
        (book.Settled, book.Granted - book.Returned).ShouldBe((50_000, 50_000));
    }

    [Fact]
    public async Task An_end_before_the_cluster_was_ever_there_is_an_end()
    {
        var world = await AppWorld.StartAsync(isAway: true);
        var gate = world.Gate;
        await world.Pass(world.App.StopAsync());
        (gate.State, gate.Ready.IsCanceled).ShouldBe((GateState.Stopped, true));
        world.Gates.Silo.IsAway = false;
        await world.DisposeAsync();
    }
}
