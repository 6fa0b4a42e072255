using BudgetMesh.Client.Tests.World;
using BudgetMesh.Pricing;

namespace BudgetMesh.Client.Tests;

public sealed class AllocationTests
{
    [Fact]
    public async Task A_decision_and_its_settlement_allocate_nothing()
    {
        await using var world = await GateWorld.StartAsync();
        (await world.Gate.LeaseAsync(TestMesh.Asked)).Void();
        var gate = world.Gate;
        DecideAndSettle(gate, 2_000);
        // A collection that others bring about counts the rest of this thread's buffer: the best of a few attempts is what it costs.
        Enumerable.Range(0, 5).Min(_ => DecideAndSettle(gate, 100)).ShouldBe(0);
        gate.Counters.HoldsOpen.ShouldBe(0);
    }

    [Fact]
    public async Task Nor_does_the_journal()
    {
        using var journal = new TempJournal();
        await using var world = await GateWorld.StartAsync(with: journal.On);
        (await world.Gate.LeaseAsync(TestMesh.Asked)).Void();
        DecideAndSettle(world.Gate, 2_000);
        Enumerable.Range(0, 5).Min(_ => DecideAndSettle(world.Gate, 100)).ShouldBe(0);
    }

    private static long DecideAndSettle(Gate gate, int times)
    {
        var usage = new TokenUsage { Input = new(900), CacheRead = new(300), Output = new(20) };
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
        {
            if (!gate.TryDecide(TestMesh.Asked, out var decision))
                continue; // the silo is a little behind: that is what is measured, too
            if (i % 3 == 0)
                gate.Settle(decision, new TokenCount(0), new TokenCount(0));
            else if (i % 3 == 1)
                gate.Settle(decision, usage);
            else
                gate.Void(decision);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
