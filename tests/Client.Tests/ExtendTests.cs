using BudgetMesh.Client.Tests.World;
using BudgetMesh.Holds;

namespace BudgetMesh.Client.Tests;

public sealed class ExtendTests
{
    [Fact]
    public async Task A_stream_that_goes_on_is_settled_after_the_deadline_that_it_would_have_had()
    {
        await using var world = await GateWorld.StartAsync();
        using var lease = await world.Gate.LeaseAsync(TestMesh.Asked);
        lease.Extend(TimeSpan.FromHours(2)).ShouldBe(ExtendOutcome.Extended);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Gate.Holds().ShouldHaveSingleItem().Hold.State.ShouldBe(HoldState.Open);
        lease.Settle(new TokenCount(10), new TokenCount(10)).Outcome.ShouldBe(SettleOutcome.Resolved);
        lease.Extend(TimeSpan.FromHours(2)).ShouldBe(ExtendOutcome.AlreadyResolved);
    }

    [Fact]
    public async Task A_larger_bound_is_there_as_soon_as_the_silo_has_lent_it()
    {
        await using var world = await GateWorld.StartAsync();
        var decision = await world.Gate.DecideAsync(TestMesh.Asked);
        var wanted = new TokenCount(decision.OutputBound.Value * 20);

        await world.Pass(() => world.Gate.TryExtend(decision, wanted) == ExtendOutcome.Extended);

        world.Gate.Holds().ShouldHaveSingleItem().Hold.Bound.ShouldBeGreaterThan(decision.Bound * 10);
        world.Gate.Settle(decision, new TokenCount(10), wanted).Outcome.ShouldBe(SettleOutcome.Resolved);
        await world.Pass(() => world.Silo.Receipts.Any(receipt => receipt.Kind == ReceiptKind.Settled));
    }
}
