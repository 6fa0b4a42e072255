using BudgetMesh.Holds;
using BudgetMesh.Lending;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace BudgetMesh.Storage.Tests;

/// <summary>What every receipt store finds: the same as a look through a list would.</summary>
public abstract class ReceiptFilterContract(StoreUnderTest store) : StoreContract(store)
{
    private static readonly ScopePath[] Scopes =
        [.. new[] { "acme", "acme-2", "acme/search", "acme/search.x", "acme/search/run-1", "acme/search0", "acme/searching", "zeta" }.Select(ScopePath.Parse)];

    // Few moments and few gateways, so that many receipts share them.
    private static readonly Receipt[] All =
    [
        .. from seq in Enumerable.Range(1, 60)
           from gate in new[] { "gate-1", "gate-2", "gate-10" }
           select Some.Receipt(seq, new Incarnation(gate), Scopes[seq * 7 % Scopes.Length], Some.Noon + Duration.FromSeconds(seq / 6)) with { Decision = seq / 2, Kind = seq % 3 == 0 ? ReceiptKind.Denied : ReceiptKind.Settled },
    ];

    [ContractFact]
    public async Task Any_filter_finds_what_a_look_through_a_list_finds()
    {
        await Store.Receipts.AppendAsync(All);
        var filters =
            from scope in Gen.Elements(Scopes.Cast<ScopePath?>().Append(null).Append(ScopePath.Parse("nobody")).ToArray())
            from decision in Gen.Frequency((4, Gen.Constant((int?)null)), (1, Gen.Choose(0, 31).Select(number => (int?)number)))
            from fromS in Gen.Choose(-2, 6)
            from toS in Gen.Choose(4, 12)
            from before in Gen.Frequency((1, Gen.Constant<Receipt?>(null)), (1, Gen.Elements(All).Select(receipt => (Receipt?)receipt)))
            from refused in Gen.Elements(true, false)
            from most in Gen.Choose(1, 40)
            select new ReceiptFilter(
                scope,
                decision is { } number ? (new Incarnation("gate-2"), number) : null,
                fromS < 0 ? null : Some.Noon + Duration.FromSeconds(fromS),
                toS > 10 ? null : Some.Noon + Duration.FromSeconds(toS),
                before is null ? null : (before.At, before.Incarnation, before.Seq),
                most)
            {
                OnlyRefused = refused,
            };

        await Task.Run(() => Prop.ForAll(filters.ToArbitrary(), filter =>
            Keys(Store.Receipts.ReadAsync(filter, CancellationToken.None).AsTask().GetAwaiter().GetResult())
                .ShouldBe(Keys(Matching(filter)))).Check(Config.QuickThrowOnFailure.WithMaxTest(300)));
    }

    [ContractFact]
    public async Task Pages_follow_each_other_without_gap_or_overlap()
    {
        await Store.Receipts.AppendAsync(All);
        List<Receipt> seen = [];
        (Instant, Incarnation, long)? before = null;
        while (await Store.Receipts.ReadAsync(Some.Filter(7) with { Before = before }, CancellationToken.None) is { Count: > 0 } page)
        {
            seen.AddRange(page);
            before = (page[^1].At, page[^1].Incarnation, page[^1].Seq);
        }

        Keys(seen).ShouldBe(Keys(Matching(Some.Filter(int.MaxValue))));
    }

    [ContractTheory]
    [InlineData(0)]
    [InlineData(ReceiptFilter.PageMax + 1)]
    public async Task A_page_has_a_size(int most) =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await Store.Receipts.ReadAsync(Some.Filter(most), CancellationToken.None));

    [ContractFact]
    public async Task A_cancelled_read_says_so() =>
        await Should.ThrowAsync<OperationCanceledException>(async () => await Store.Receipts.ReadAsync(Some.Filter(), new CancellationToken(canceled: true)));

    private static IEnumerable<Receipt> Matching(ReceiptFilter filter) => All
        .Where(receipt => filter.Scope is not { } scope || scope.Contains(receipt.Scope))
        .Where(receipt => filter.Decision is not var (gate, number) || (receipt.Incarnation == gate && receipt.Decision == number))
        .Where(receipt => receipt.At >= (filter.From ?? Instant.MinValue) && receipt.At < (filter.To ?? Instant.MaxValue))
        .Where(receipt => filter.Before is not var (at, gate, seq) || Order(receipt).CompareTo((at, Rank(gate), seq)) < 0)
        .Where(receipt => !filter.OnlyRefused || receipt.Kind == ReceiptKind.Denied)
        .OrderByDescending(Order)
        .Take(filter.Most);

    private static (Instant At, int Gate, long Seq) Order(Receipt receipt) => (receipt.At, Rank(receipt.Incarnation), receipt.Seq);

    // Ordinal, where the order of a tuple of strings would be the culture's.
    private static int Rank(Incarnation gate) => gate.Value switch { "gate-1" => 1, "gate-10" => 2, _ => 3 };

    private static List<(string, long)> Keys(IEnumerable<Receipt> receipts) =>
        [.. receipts.Select(receipt => (receipt.Incarnation.Value, receipt.Seq))];
}
