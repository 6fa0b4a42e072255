using BudgetMesh.Client.Tests.World;
using BudgetMesh.Holds;

namespace BudgetMesh.Client.Tests;

public sealed class ConcurrencyTests
{
    private const int Callers = 16, RequestsEach = 150;

    [Fact]
    public async Task Many_callers_spend_no_more_than_the_cap_and_every_count_adds_up()
    {
        // The cap pays for about two thirds of what is asked: 2,400 × 0.013 USD.
        var world = await GateWorld.StartAsync(TestMesh.Of(rootUsd: "20"));
        long spent = 0, allowed = 0;
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var chance = new Random(caller);
            for (var i = 0; i < RequestsEach; i++)
            {
                var decision = await world.Gate.DecideAsync(TestMesh.Asked);
                if (!decision.IsAllowed)
                    continue;
                Interlocked.Increment(ref allowed);
                await Task.Yield();
                if (chance.Next(10) == 0)
                    world.Gate.Void(decision).ShouldBe(SettleOutcome.Resolved);
                else
                    world.Gate.Settle(decision, new TokenCount(1_000), new TokenCount(chance.Next(600))).IsDone.ShouldBeTrue();
            }
        })).ToArray();
        var all = Task.WhenAll(callers);
        await world.Pass(() => all.IsCompleted);
        await all;
        world.Gate.Counters.Decided.ShouldBe(Callers * RequestsEach);
        world.Gate.Counters.HoldsOpen.ShouldBe(0);
        await world.Pass(() => world.Gate.Counters.ReceiptsPending == 0);
        await world.DisposeAsync();

        foreach (var receipt in world.Silo.Receipts)
            spent += receipt.Cost.NanoUsd;
        spent.ShouldBeInRange(1, 20_000_000_000);
        world.Silo.Receipts.Count.ShouldBe(Callers * RequestsEach);
        world.Silo.Receipts.Count(receipt => receipt.Kind != ReceiptKind.Denied).ShouldBe((int)allowed);
        foreach (var scope in new[] { TestMesh.Run, TestMesh.Team, TestMesh.Root })
        {
            var book = world.Silo.Book(scope);
            (book.Spent, book.Held, book.Free).ShouldBe((spent, 0, 0));
        }
    }

    [Fact]
    public async Task A_cancelled_wait_holds_nothing_however_close_the_decision_was()
    {
        await using var world = await GateWorld.StartAsync();
        var given = 0;
        for (var round = 0; round < 300; round++)
        {
            using var cancel = new CancellationTokenSource();
            // A scope of its own each time would be no scope of the mesh: the slice is emptied by a large request instead.
            var asked = TestMesh.Asked with { OutputBound = new TokenCount(1_000 + round * 200) };
            var waiting = world.Gate.DecideAsync(asked, cancel.Token).AsTask();
            var cancelling = Task.Run(cancel.Cancel);
            await Task.WhenAny(waiting, GateWorld.Until(() => waiting.IsCompleted));
            await cancelling;
            if (waiting.IsCompletedSuccessfully)
                given++;
        }

        await GateWorld.Until(() => world.Gate.Counters.HoldsOpen == given);
        foreach (var (_, hold) in world.Gate.Holds())
            hold.State.ShouldBe(HoldState.Open);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_while_the_silo_is_silent_ends_at_once_and_asks_for_nothing_more()
    {
        await using var world = await GateWorld.StartAsync();
        world.Silo.Shut();
        using var cancel = new CancellationTokenSource();
        var waiting = world.Gate.DecideAsync(TestMesh.Asked, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        world.Silo.Open();
        await GateWorld.Until(() => world.Silo.Syncs > 0 || world.Gate.Counters.Syncs == 0);
        world.Gate.Counters.HoldsOpen.ShouldBe(0);
        await Should.ThrowAsync<OperationCanceledException>(world.Gate.DecideAsync(TestMesh.Asked, cancel.Token).AsTask());
    }
}
