using BudgetMesh.Client.Tests.World;
using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Routing;

namespace BudgetMesh.Client.Tests;

public sealed class LifeTests
{
    [Fact]
    public async Task After_its_incarnation_was_closed_the_gate_goes_on_as_the_next_and_old_holds_are_settled_in_their_own()
    {
        await using var world = await GateWorld.StartAsync();
        var old = await world.Gate.DecideAsync(TestMesh.Asked);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Silo.IncarnationsClosed.Add(old.Incarnation.Value);
        await world.Pass(() => world.Gate.Incarnation != old.Incarnation, stepMs: 500);

        var next = await world.Pass(world.Gate.DecideAsync(TestMesh.Asked).AsTask());
        next.IsAllowed.ShouldBeTrue();
        next.Incarnation.ShouldBe(world.Gate.Incarnation);
        world.Gate.Holds().Select(held => held.Incarnation).ShouldBe([next.Incarnation, old.Incarnation]);
        // Both are the first hold of their life: a name alone would hit the wrong one.
        next.Hold.ShouldBe(old.Hold);
        world.Gate.Settle(old, new TokenCount(10), new TokenCount(10)).Outcome.ShouldBe(SettleOutcome.Resolved);
        world.Gate.Holds().Single().Incarnation.ShouldBe(next.Incarnation);
        await world.Pass(() => world.Silo.Receipts.Any(receipt => receipt.Incarnation == old.Incarnation));
        world.Gate.Settle(old, new TokenCount(10), new TokenCount(10)).Outcome.ShouldBe(SettleOutcome.AlreadyResolved);
        world.Gate.Void(next);
    }

    [Fact]
    public async Task Who_waits_while_the_incarnation_is_closed_waits_on_in_the_next()
    {
        await using var world = await GateWorld.StartAsync(with: options => options with { Patience = TimeSpan.FromMinutes(1) });
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Silo.IncarnationsClosed.Add(world.Gate.Incarnation.Value);
        var decision = await world.Pass(world.Gate.DecideAsync(TestMesh.Asked).AsTask());
        decision.IsAllowed.ShouldBeTrue();
        decision.Incarnation.ShouldBe(world.Gate.Incarnation);
        world.Gate.Void(decision);
    }

    [Fact]
    public async Task Disposal_gives_free_rights_back_waits_for_holds_and_says_good_bye()
    {
        var world = await GateWorld.StartAsync();
        var decision = await world.Gate.DecideAsync(TestMesh.Asked);
        var disposal = world.Gate.DisposeAsync().AsTask();
        await GateWorld.Until(() => world.Silo.Book(TestMesh.Root) is { Free: 0, Held: 30_000_000 });
        world.Gate.TryDecide(TestMesh.Asked, out var denied).ShouldBeTrue();
        (denied.Verdict, denied.Reason).ShouldBe((Verdict.Deny, Reason.NotReady));
        disposal.IsCompleted.ShouldBeFalse();

        world.Gate.Settle(decision, new TokenCount(1_000), new TokenCount(0)).IsDone.ShouldBeTrue();
        await world.Pass(() => disposal.IsCompleted);
        await disposal;
        world.Gate.State.ShouldBe(GateState.Stopped);
        world.Gate.Completion.IsCompletedSuccessfully.ShouldBeTrue();
        foreach (var scope in new[] { TestMesh.Run, TestMesh.Team, TestMesh.Root })
        {
            var book = world.Silo.Book(scope);
            (book.Free, book.Held, book.Spent).ShouldBe((0, 0, 5_000_000));
            world.Silo.Borrowers(scope).Single().State.ShouldBe(BorrowerState.Closed);
        }

        world.Silo.Receipts.Sum(receipt => receipt.Cost.NanoUsd).ShouldBe(5_000_000);
        await world.Gate.DisposeAsync();
    }

    [Fact]
    public async Task Holds_that_are_open_when_disposal_gives_up_stay_charged()
    {
        var world = await GateWorld.StartAsync(with: options => options with { DrainPatience = TimeSpan.FromSeconds(3) });
        await world.Gate.DecideAsync(TestMesh.Asked);
        var disposal = world.Gate.DisposeAsync().AsTask();
        (await world.Pass(() => disposal.IsCompleted)).ShouldBeInRange(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(8));
        await disposal;
        var book = world.Silo.Book(TestMesh.Root);
        (book.Free, book.Held).ShouldBe((0, 30_000_000));
        world.Silo.Borrowers(TestMesh.Root).Single().State.ShouldBe(BorrowerState.Active);
    }

    [Fact]
    public async Task Disposal_ends_although_the_silo_is_away_and_those_who_wait_are_told()
    {
        var world = await GateWorld.StartAsync(with: options => options with { Patience = TimeSpan.FromMinutes(1) });
        (await world.Gate.LeaseAsync(TestMesh.Asked)).Void();
        world.Silo.IsAway = true;
        var waiting = world.Gate.DecideAsync(TestMesh.Asked with { OutputBound = new TokenCount(1_000_000) }).AsTask();
        var disposal = world.Gate.DisposeAsync().AsTask();
        await world.Pass(() => disposal.IsCompleted, stepMs: 100);
        await disposal;
        (await waiting).Reason.ShouldBe(Reason.NotReady);
    }
}
