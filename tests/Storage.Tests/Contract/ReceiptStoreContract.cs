using BudgetMesh.Holds;
using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Storage.Tests;

/// <summary>What every receipt store does with receipts that come once, twice and wrongly.</summary>
public abstract class ReceiptStoreContract(StoreUnderTest store) : StoreContract(store)
{
    [ContractFact]
    public async Task Receipts_are_read_back_whole_also_after_a_restart()
    {
        var bare = Some.Receipt(3) with { Legs = [], Kind = ReceiptKind.Denied, Deployment = "", Blocker = "", Cost = new Money(-5), Bound = new Money(long.MinValue) };
        Receipt[] receipts = [Some.Receipt(1), Some.Receipt(2, at: Some.Noon + Duration.FromTicks(20_000_001)), bare];
        (await Store.Receipts.AppendAsync(receipts)).ShouldBe(new ReceiptsAppended(3, 0));
        await Store.ReopenAsync();

        var read = await Read(Some.Filter());

        read.Select(Some.Whole).ShouldBe(receipts.Reverse().Select(Some.Whole));
    }

    [ContractFact]
    public async Task A_copy_is_added_once_within_a_batch_and_across_batches()
    {
        (await Store.Receipts.AppendAsync([Some.Receipt(1), Some.Receipt(2), Some.Receipt(1)])).ShouldBe(new ReceiptsAppended(2, 0));
        (await Store.Receipts.AppendAsync([Some.Receipt(2), Some.Receipt(3)])).ShouldBe(new ReceiptsAppended(1, 0));
        (await Read(Some.Filter())).Count.ShouldBe(3);
    }

    [ContractFact]
    public async Task A_copy_is_a_copy_also_where_its_time_is_finer_than_the_store_keeps()
    {
        var receipt = Some.Receipt(1, at: Some.Noon + Duration.FromNanoseconds(150L));
        await Store.Receipts.AppendAsync([receipt]);
        (await Store.Receipts.AppendAsync([receipt])).ShouldBe(new ReceiptsAppended(0, 0));
    }

    [ContractFact]
    public async Task A_copy_from_a_journal_that_says_nothing_of_waiting_is_a_copy_and_the_first_stays()
    {
        var receipt = Some.Receipt(1);
        await Store.Receipts.AppendAsync([receipt]);
        (await Store.Receipts.AppendAsync([receipt with { RetryAfter = TimeSpan.Zero, BatchBound = Money.Zero }])).ShouldBe(new ReceiptsAppended(0, 0));
        (await Store.Receipts.AppendAsync([receipt with { RetryAfter = TimeSpan.FromSeconds(9) }])).ShouldBe(new ReceiptsAppended(0, 1));
        Some.Whole((await Read(Some.Filter())).Single()).ShouldBe(Some.Whole(receipt));
    }

    [ContractFact]
    public async Task Another_receipt_under_the_same_identity_is_a_contradiction_and_the_first_stays()
    {
        var first = Some.Receipt(1);
        await Store.Receipts.AppendAsync([first]);
        Receipt[] others =
        [
            first with { Cost = first.Cost + new Money(1) },
            first with { Decision = 1 },
            first with { At = first.At + Duration.FromSeconds(1) },
            first with { Legs = [.. first.Legs.Take(2)] },
            first with { Legs = [.. first.Legs.Reverse()] },
            first with { Legs = [first.Legs[0] with { Amount = 1 }, .. first.Legs.Skip(1)] },
        ];

        (await Store.Receipts.AppendAsync(others)).ShouldBe(new ReceiptsAppended(0, others.Length));

        (await Read(Some.Filter())).Select(Some.Whole).ShouldBe([Some.Whole(first)]);
        (await Sum("acme/search", "month")).ShouldBe(new ReceiptSum(1, 7_001));
    }

    [ContractFact]
    public async Task Nothing_is_added_by_nothing() =>
        (await Store.Receipts.AppendAsync([])).ShouldBe(new ReceiptsAppended(0, 0));

    [ContractFact]
    public async Task A_sum_counts_the_legs_of_one_budget_and_window_only()
    {
        var acme = ScopePath.Parse("acme");
        await Store.Receipts.AppendAsync(
        [
            Some.Receipt(1) with { Legs = [new(acme, "month", 1, 10), new(Some.Scope, "month", 1, 100)] },
            Some.Receipt(2) with { Legs = [new(acme, "month", 1, 20), new(acme, "month", 2, 1_000), new(acme, "day", 1, 10_000)] },
            Some.Receipt(3) with { Kind = ReceiptKind.Corrected, Legs = [new(acme, "month", 1, -5)] },
            Some.Receipt(4) with { Legs = [new(acme, "month", 1, 2), new(acme, "month", 1, 3)] },
            Some.Receipt(5) with { Legs = [] },
        ]);

        (await Sum("acme", "month")).ShouldBe(new ReceiptSum(4, 30));
        (await Sum("acme/search", "month")).ShouldBe(new ReceiptSum(1, 100));
        (await Sum("acme", "week")).ShouldBe(new ReceiptSum(0, 0));
    }

    [ContractFact]
    public async Task A_sum_beyond_all_caps_is_the_end_of_its_range_and_can_still_be_read()
    {
        var most = Limits.CapCountMax;
        await Store.Receipts.AppendAsync([.. Enumerable.Range(1, 11).Select(seq => Some.Receipt(seq) with { Legs = [new(Some.Scope, "month", 1, most - seq), new(ScopePath.Parse("acme"), "month", 1, -most)] })]);

        (await Sum("acme/search", "month")).ShouldBe(new ReceiptSum(11, long.MaxValue));
        (await Sum("acme", "month")).ShouldBe(new ReceiptSum(11, long.MinValue));
        (await Store.Receipts.SumAsync(Some.Gate.Value, CancellationToken.None)).Select(static sum => sum.Amount).ShouldBe([long.MinValue, long.MaxValue]);
        await Store.Receipts.AppendAsync([Some.Receipt(12) with { Legs = [new(Some.Scope, "month", 1, -5 * most)] }]);
        (await Sum("acme/search", "month")).ShouldBe(new ReceiptSum(12, 6 * most - 66));
    }

    [ContractFact]
    public async Task Receipts_that_many_gateways_send_at_once_and_twice_are_there_exactly_once()
    {
        var batches =
            from gate in Enumerable.Range(1, 8)
            from batch in Enumerable.Range(0, 10)
            let receipts = Enumerable.Range(1, 50).Select(n => Some.Receipt((batch * 50) + n, new Incarnation($"gate-{gate}"))).ToArray()
            from copy in new[] { receipts, receipts }
            select copy;

        var answers = await Task.WhenAll(batches.Select(batch => Task.Run(async () => await Store.Receipts.AppendAsync(batch))));

        answers.Sum(answer => answer.Added).ShouldBe(4_000);
        answers.Sum(answer => answer.Contradictions).ShouldBe(0);
        var once = Enumerable.Range(1, 500).Sum(seq => 7_000L + seq);
        (await Sum("acme/search", "month")).ShouldBe(new ReceiptSum(4_000, 8 * once));
    }

    private async Task<IReadOnlyList<Receipt>> Read(ReceiptFilter filter) => await Store.Receipts.ReadAsync(filter, CancellationToken.None);

    private async Task<ReceiptSum> Sum(string scope, string budget) =>
        await Store.Receipts.SumAsync(ScopePath.Parse(scope), budget, 1, CancellationToken.None);
}
