using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Storage.Tests;

/// <summary>What every store does about scopes that requests make.</summary>
public abstract class MadeScopesContract(StoreUnderTest store) : StoreContract(store)
{
    private const string Pattern = "acme/*/run-*";

    [ContractFact]
    public async Task A_pattern_makes_as_many_scopes_as_it_may_however_many_ask_at_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(run => Store.Books.WriteAsync(Make(run, atMost: 25)).AsTask()));

        outcomes.Count(outcome => outcome == WriteOutcome.Written).ShouldBe(25);
        outcomes.Count(outcome => outcome == WriteOutcome.TooManyScopes).ShouldBe(35);
        await Store.ReopenAsync();
        (await Store.Books.WriteAsync(Make(99, atMost: 25))).ShouldBe(WriteOutcome.TooManyScopes);
        (await Read(99)).Version.ShouldBe(0);
        (await Store.Books.SumMadeAsync(CancellationToken.None)).ShouldHaveSingleItem().Scopes.ShouldBe(25);
    }

    [ContractFact]
    public async Task A_raised_limit_counts_at_once_and_a_lowered_one_takes_nothing_away()
    {
        await Store.Books.WriteAsync(Make(1, atMost: 1));
        (await Store.Books.WriteAsync(Make(2, atMost: 2))).ShouldBe(WriteOutcome.Written);
        (await Store.Books.WriteAsync(Make(3, atMost: 1))).ShouldBe(WriteOutcome.TooManyScopes);
        (await Read(2)).Version.ShouldBe(1);
    }

    [ContractFact]
    public async Task A_write_that_finds_the_scope_made_is_in_conflict_and_counts_nothing()
    {
        await Store.Books.WriteAsync(Make(1, atMost: 1));
        (await Store.Books.WriteAsync(Make(1, atMost: 1))).ShouldBe(WriteOutcome.Conflict);
        (await Store.Books.SumMadeAsync(CancellationToken.None)).ShouldHaveSingleItem().Scopes.ShouldBe(1);
    }

    [ContractFact]
    public async Task What_is_forgotten_makes_room_and_begins_anew()
    {
        await Store.Books.WriteAsync(Make(1, atMost: 1));
        var gone = Some.Write(Scope(1), 1) with { Windows = [], Borrowers = [], Accounts = [], Forgets = true };
        (await Store.Books.WriteAsync(gone with { FromOwner = "somebody else" })).ShouldBe(WriteOutcome.Conflict);

        (await Store.Books.WriteAsync(gone)).ShouldBe(WriteOutcome.Written);

        (await Read(1)).ShouldBeEquivalentTo(BookRecord.Empty(Scope(1)));
        (await Store.Books.WriteAsync(Make(2, atMost: 1))).ShouldBe(WriteOutcome.Written);
        (await Store.Books.WriteAsync(Make(1, atMost: 2))).ShouldBe(WriteOutcome.Written);
    }

    [ContractFact]
    public async Task A_window_without_an_end_comes_back_without_one()
    {
        var total = new WindowRecord("total", 0, Instant.MinValue, Instant.MaxValue, 5, Open: true);
        await Store.Books.WriteAsync(Make(1, atMost: 1) with { Windows = [total] });
        (await Read(1)).Windows.ShouldBe([total]);
    }

    [ContractFact]
    public async Task Lists_tell_made_scopes_from_others_and_used_ones_from_unused()
    {
        await Store.Books.WriteAsync(Some.Write(Some.Scope, 0));
        await Store.Books.WriteAsync(Make(2, atMost: 9) with { Accounts = [new AccountRecord(Some.Gate, "month", 1, new SliceCounters(5, 0, 3, 0, 3, 0, 0))] });
        await Store.Books.WriteAsync(Make(1, atMost: 9) with { Accounts = [new AccountRecord(Some.Gate, "month", 1, new SliceCounters(5, 2, 3, 0, 3, 0, 0))] });

        (await Store.Books.ListMadeAsync(null, null, 9, CancellationToken.None)).ShouldBe([Some.Scope]);
        (await Store.Books.ListMadeAsync(Pattern, null, 9, CancellationToken.None)).ShouldBe([Scope(1), Scope(2)]);
        (await Store.Books.ListMadeAsync(Pattern, Scope(1), 9, CancellationToken.None)).ShouldBe([Scope(2)]);
        (await Store.Books.ListMadeAsync("acme/*", null, 9, CancellationToken.None)).ShouldBeEmpty();
        (await Store.Books.ListBusyAsync(null, 9, CancellationToken.None)).ShouldBe([Scope(2)]);
        (await Store.Books.ListUnusedAsync(Pattern, Instant.MinValue + Duration.FromDays(1), null, 9, CancellationToken.None)).ShouldBeEmpty();
        (await Store.Books.ListUnusedAsync(Pattern, Instant.FromUtc(9000, 1, 1, 0, 0), null, 9, CancellationToken.None)).ShouldBe([Scope(1), Scope(2)]);
    }

    [ContractFact]
    public async Task Spending_is_added_up_by_pattern_and_budget()
    {
        for (var run = 1; run <= 3; run++)
            await Store.Books.WriteAsync(Make(run, atMost: 9) with { Accounts = [new AccountRecord(Some.Gate, "month", 1, new SliceCounters(run * 10, 0, run * 10, 0, run * 10, 0, 0))] });

        var totals = (await Store.Books.SumMadeAsync(CancellationToken.None)).ShouldHaveSingleItem().Budgets.ShouldHaveSingleItem();

        (totals.Budget, totals.Windows, totals.Spent, totals.SpentMost, totals.Held, totals.Free).ShouldBe(("month", 3, 60, 30, 0, 0));
        totals.BeyondMost.ShouldBe(30 - Some.Window("month", 1).Cap);
    }

    [ContractFact]
    public async Task Receipts_of_made_scopes_are_added_up_under_their_pattern()
    {
        await Store.Books.WriteAsync(Make(1, atMost: 9));
        await Store.Books.WriteAsync(Make(2, atMost: 9));
        await Store.Receipts.AppendAsync([.. new[] { 1, 2, 2 }.Select((run, at) => Some.Receipt(at + 1) with { Legs = [new(Scope(run), "month", 1, 10), new(Some.Scope, "month", 1, 10)] })]);
        await Store.Receipts.AppendAsync([Some.Receipt(1, new Incarnation("other-1"))]);

        (await Store.Receipts.SumAsync("gate-", CancellationToken.None)).ShouldBe(
            [new BudgetReceipts(Pattern, "month", 3, 30), new BudgetReceipts(Some.Scope.Value, "month", 3, 30)]);
    }

    private static ScopePath Scope(int run) => ScopePath.Parse($"acme/search/run-{run}");

    private static BookWrite Make(int run, int atMost) => Some.Write(Scope(run), 0) with { MadeOf = new Making(Pattern, atMost) };

    private ValueTask<BookRecord> Read(int run) => Store.Books.ReadAsync(Scope(run), CancellationToken.None);
}
