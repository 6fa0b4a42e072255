using BudgetMesh.Holds;
using BudgetMesh.Lending;

namespace BudgetMesh.Tests.Lending;

public sealed class GateBookSettleTests
{
    [Fact]
    public void A_settlement_spends_what_it_cost_and_frees_the_rest_once()
    {
        var rig = new LendingRig();
        var hold = rig.Decide().Hold;

        rig.Gate.Settle(hold, LendingRig.Usage(1000, 100), rig.Now).ShouldBe(SettleOutcome.Resolved);
        rig.Gate.Settle(hold, LendingRig.Usage(1000, 100), rig.Now).ShouldBe(SettleOutcome.AlreadyResolved);
        rig.Gate.Void(hold, rig.Now).ShouldBe(SettleOutcome.AlreadyResolved);

        foreach (var scope in new[] { LendingRig.Team, LendingRig.Tenant })
            rig.Slice(scope).ShouldSatisfyAllConditions(slice => slice.Spent.ShouldBe(7_500_000), slice => slice.Held.ShouldBe(0));
        var receipt = rig.Gate.ReadReceipts(0, 10).ShouldHaveSingleItem();
        (receipt.Kind, receipt.Cost, receipt.Bound).ShouldBe((ReceiptKind.Settled, Money.Parse("0.0075"), Money.Parse("0.03")));
        receipt.Legs.Select(leg => (leg.Scope.Value, leg.Budget, leg.Amount)).ShouldBe([("acme/chat", "day", 7_500_000), ("acme", "month", 7_500_000)]);
    }

    [Fact]
    public void A_void_frees_everything()
    {
        var rig = new LendingRig();
        rig.Gate.Void(rig.Decide().Hold, rig.Now).ShouldBe(SettleOutcome.Resolved);
        rig.Slice(LendingRig.Team).ShouldSatisfyAllConditions(slice => slice.Spent.ShouldBe(0), slice => slice.Held.ShouldBe(0));
        rig.Gate.ReadReceipts(0, 10).Single().Kind.ShouldBe(ReceiptKind.Voided);
    }

    [Fact]
    public void What_nobody_settles_is_charged_in_full_at_its_deadline_and_corrected_once()
    {
        var rig = new LendingRig();
        var hold = rig.Decide().Hold;
        rig.Now += TimeSpan.FromSeconds(61);
        rig.Gate.Expire(rig.Now);
        rig.Slice(LendingRig.Team).Spent.ShouldBe(30_000_000);
        (rig.Gate.OpenHolds, rig.Gate.ExpiredHolds).ShouldBe((0, 1));

        rig.Gate.Settle(hold, LendingRig.Usage(1000, 100), rig.Now).ShouldBe(SettleOutcome.Corrected);
        rig.Gate.Settle(hold, LendingRig.Usage(1000, 1), rig.Now).ShouldBe(SettleOutcome.AlreadyResolved);

        rig.Slice(LendingRig.Team).Spent.ShouldBe(7_500_000);
        var receipts = rig.Gate.ReadReceipts(0, 10);
        receipts.Select(receipt => receipt.Kind).ShouldBe([ReceiptKind.Expired, ReceiptKind.Corrected]);
        receipts.Sum(receipt => receipt.Cost.NanoUsd).ShouldBe(7_500_000);
        receipts.Sum(receipt => receipt.Legs[0].Amount).ShouldBe(7_500_000);
    }

    [Fact]
    public void What_a_provider_bills_beyond_its_bound_is_overdraft_and_comes_off_the_next_rights()
    {
        var rig = new LendingRig();
        rig.Gate.Settle(rig.Decide().Hold, LendingRig.Usage(1000, 3000), rig.Now);
        rig.Slice(LendingRig.Team).ShouldSatisfyAllConditions(
            slice => slice.Spent.ShouldBe(80_000_000),
            slice => slice.Overdraft.ShouldBe(50_000_000),
            slice => slice.Held.ShouldBe(0));
        rig.Now += TimeSpan.FromSeconds(20);
        rig.Sync();
        rig.OwnerOf(LendingRig.Team).DrainAlarms().ShouldContain(alarm => alarm.Kind == LendingAlarmKind.Overdraft);
    }

    [Fact]
    public void Counts_that_contradict_each_other_leave_the_hold_open()
    {
        var rig = new LendingRig();
        var hold = rig.Decide().Hold;
        Should.Throw<ArgumentException>(() => rig.Gate.Settle(hold, LendingRig.Usage(10, 1) with { CacheRead = new TokenCount(11) }, rig.Now));
        rig.Gate.OpenHolds.ShouldBe(1);
        rig.Gate.Settle(hold, LendingRig.Usage(10, 1), rig.Now).ShouldBe(SettleOutcome.Resolved);
    }

    [Fact]
    public void Receipts_are_kept_until_they_are_acknowledged()
    {
        var rig = new LendingRig();
        for (var i = 0; i < 3; i++)
            rig.Gate.Settle(rig.Decide().Hold, LendingRig.Usage(1, 1), rig.Now);
        rig.Gate.ReadReceipts(0, 2).Select(receipt => receipt.Seq).ShouldBe([1, 2]);
        rig.Gate.AcknowledgeReceipts(2);
        rig.Gate.ReadReceipts(0, 10).Select(receipt => receipt.Seq).ShouldBe([3]);
        Should.Throw<ArgumentOutOfRangeException>(() => rig.Gate.AcknowledgeReceipts(4));
    }
}
