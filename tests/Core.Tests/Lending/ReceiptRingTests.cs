using BudgetMesh.Lending;

namespace BudgetMesh.Tests.Lending;

public sealed class ReceiptRingTests
{
    [Fact]
    public void Receipts_come_out_complete_and_in_order_wherever_the_ring_begins()
    {
        var rig = new LendingRig(options: new GateLimits { ReceiptsMax = 11 });
        var (next, decisions) = (1L, new List<long>());
        for (var round = 0; round < 40; round++)
        {
            for (var i = 0; i <= round % 7; i++)
            {
                var decision = rig.Decide();
                decisions.Add(decision.Number);
                rig.Gate.Void(decision.Hold, rig.Now);
            }

            var copy = rig.Gate.CopyReceipts(0, 5);
            var rest = rig.Gate.CopyReceipts(copy.LastSeq, 100);
            var receipts = copy.Read().Concat(rest.Read()).ToList();
            receipts.Count.ShouldBe(round % 7 + 1);
            receipts.Select(receipt => receipt.Seq).ShouldBe(Enumerable.Range(0, receipts.Count).Select(offset => next + offset));
            receipts.Select(receipt => receipt.Decision).ShouldBe(decisions.TakeLast(receipts.Count));
            next += receipts.Count;
            rig.Gate.AcknowledgeReceipts(next - 1);
            rig.Gate.CopyReceipts(0, 5).Count.ShouldBe(0);
        }
    }
}
