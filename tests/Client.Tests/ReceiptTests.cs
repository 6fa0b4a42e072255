using BudgetMesh.Client.Tests.World;
using BudgetMesh.Holds;

namespace BudgetMesh.Client.Tests;

public sealed class ReceiptTests
{
    [Fact]
    public async Task Every_receipt_arrives_once_in_the_books_however_many_acknowledgements_are_lost()
    {
        await using var world = await GateWorld.StartAsync();
        for (var i = 0; i < 1_300; i++)
        {
            using var lease = await world.Pass(world.Gate.LeaseAsync(TestMesh.Asked).AsTask());
            lease.Settle(new TokenCount(i % 1_000), new TokenCount(i % 7)).IsDone.ShouldBeTrue();
            world.Silo.LosesAcks = i % 5 < 3;
            if (i % 40 == 0)
                await world.Pass(() => world.Silo.ReceiptsSeen > i / 2);
        }

        world.Silo.LosesAcks = false;
        await world.Pass(() => world.Gate.Counters.ReceiptsPending == 0);
        world.Silo.Receipts.Count.ShouldBe(1_300);
        world.Silo.ReceiptsSeen.ShouldBeGreaterThan(1_300);
        world.Silo.Receipts.Select(receipt => receipt.Seq).Order().ShouldBe(Enumerable.Range(1, 1_300).Select(seq => (long)seq));
        foreach (var slice in world.Gate.Slices())
            slice.Counters.Spent.ShouldBe(world.Silo.Receipts.Sum(receipt => receipt.Cost.NanoUsd));
    }

    [Fact]
    public async Task A_silo_that_does_not_manage_a_batch_gets_smaller_ones_until_it_does()
    {
        await using var world = await GateWorld.StartAsync();
        world.Silo.LosesAcks = true;
        for (var i = 0; i < 3_000; i++)
        {
            using var lease = await world.Pass(world.Gate.LeaseAsync(TestMesh.Asked).AsTask());
            lease.Settle(new TokenCount(10), new TokenCount(10)).IsDone.ShouldBeTrue();
        }

        await world.Pass(() => world.Silo.BatchSizes is [.., < 40], stepMs: 500);
        world.Silo.LosesAcks = false;
        await world.Pass(() => world.Gate.Counters.ReceiptsPending == 0, stepMs: 500);

        world.Silo.Receipts.Count.ShouldBe(3_000);
        world.Silo.BatchSizes.SkipWhile(static size => size > 32).Max().ShouldBeGreaterThan(500, "they grow again, for what has piled up");
    }

    [Fact]
    public async Task Receipts_are_stamped_with_the_silos_clock_at_the_time_of_the_decision()
    {
        await using var world = await GateWorld.StartAsync();
        (await world.Gate.LeaseAsync(TestMesh.Asked)).Void();
        world.Clock.Advance(TimeSpan.FromSeconds(7));
        var decidedAt = world.Silo.Wall;
        var decision = await world.Pass(world.Gate.DecideAsync(TestMesh.Asked).AsTask());
        world.Clock.Advance(TimeSpan.FromSeconds(13));
        world.Gate.Settle(decision, new TokenCount(1), new TokenCount(1)).IsDone.ShouldBeTrue();
        await world.Pass(() => world.Silo.Receipts.Any(receipt => receipt.Kind == ReceiptKind.Settled));
        (world.Silo.Receipts.Single(receipt => receipt.Kind == ReceiptKind.Settled).At - decidedAt).TotalMilliseconds.ShouldBeInRange(-2, 100);
    }
}
