using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Storage.Tests;

/// <summary>Adjustments: written with the books, and kept longer than they are.</summary>
public abstract class AdjustmentContract(StoreUnderTest store) : StoreContract(store)
{
    [ContractFact]
    public async Task Adjustments_are_read_back_with_their_windows_in_the_order_of_their_keys()
    {
        var first = Row("b", "month", 1, -5);
        await Write(0, first, Row("a", "month", 1, long.MaxValue));
        await Write(1, Row("c", "month", 1, 7, kind: AdjustmentKind.Opening));
        await Store.ReopenAsync();

        var books = await Store.Books.ReadAsync(Some.Scope, CancellationToken.None);

        books.Adjustments.Select(row => (row.Id, row.Amount)).ShouldBe([("a", long.MaxValue), ("b", -5), ("c", 7)]);
        books.Adjustments[1].ShouldBe(first);
        books.Adjustments[2].Kind.ShouldBe(AdjustmentKind.Opening);
    }

    [ContractFact]
    public async Task A_write_that_is_refused_leaves_no_adjustment()
    {
        await Write(0);
        (await Store.Books.WriteAsync(Some.Write(Some.Scope, 0) with { Adjustments = [Row("a", "month", 1, 5)] })).ShouldBe(WriteOutcome.Conflict);
        (await Newest(10)).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task The_same_row_again_is_one_row()
    {
        await Write(0, Row("a", "month", 1, 5));
        await Write(1, Row("a", "month", 1, 5));
        (await Newest(10)).ShouldHaveSingleItem();
    }

    [ContractFact]
    public async Task A_pruned_windows_adjustments_count_no_more_but_are_listed()
    {
        var elsewhere = ScopePath.Parse("acme/other");
        await Store.Books.WriteAsync(Some.Write(Some.Scope, 0) with { Windows = [Some.Window("day", 1), Some.Window("day", 2)], Adjustments = [Row("a", "day", 1, 5), Row("b", "day", 2, 6)] });
        await Store.Books.WriteAsync(Some.Write(elsewhere, 0) with { Windows = [Some.Window("day", 1)], Adjustments = [Row("a", "day", 1, 9)] });
        await Store.Books.WriteAsync(Some.Write(Some.Scope, 1) with { Windows = [], Borrowers = [], Accounts = [], Pruned = [("day", 1)] });

        (await Store.Books.ReadAsync(Some.Scope, CancellationToken.None)).Adjustments.Select(row => row.Id).ShouldBe(["b"]);
        (await Newest(10)).Select(row => row.Id).ShouldBe(["a", "b"]);
        (await Store.Books.ReadAsync(elsewhere, CancellationToken.None)).Adjustments.ShouldHaveSingleItem().Amount.ShouldBe(9);
    }

    [ContractFact]
    public async Task The_newest_come_first_and_no_more_than_asked_for()
    {
        await Write(0, [.. Enumerable.Range(1, 5).Select(number => Row($"a-{number}", "month", 1, number) with { At = Some.Noon + Duration.FromSeconds(number) })]);
        (await Newest(2)).Select(row => row.Id).ShouldBe(["a-5", "a-4"]);
    }

    private async Task Write(long from, params Adjustment[] rows) =>
        (await Store.Books.WriteAsync(Some.Write(Some.Scope, from) with { Adjustments = rows })).ShouldBe(WriteOutcome.Written);

    private async Task<IReadOnlyList<Adjustment>> Newest(int most) => await Store.Books.ReadAdjustmentsAsync(Some.Scope, most, CancellationToken.None);

    private static Adjustment Row(string id, string budget, long window, long amount, AdjustmentKind kind = AdjustmentKind.Credit) =>
        new(id, budget, window, kind, amount, "a reason — with more than ASCII", "finance", Some.Noon);
}
