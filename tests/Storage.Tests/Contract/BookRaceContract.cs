using BudgetMesh.Lending;

namespace BudgetMesh.Storage.Tests;

/// <summary>What every book store does when many write at once.</summary>
public abstract class BookRaceContract(StoreUnderTest store) : StoreContract(store)
{
    [ContractFact]
    public async Task Of_16_writers_from_one_version_exactly_one_wins_and_its_rows_are_there()
    {
        var lastOwner = "";
        for (var version = 0L; version < 20; version++)
        {
            var writes = Enumerable.Range(1, 16)
                .Select(number => Some.Write(Some.Scope, version) with
                {
                    FromOwner = lastOwner,
                    Owner = $"owner-{number}",
                    Accounts = [Some.Account(Some.Gate, "month", 1, granted: number)],
                })
                .ToArray();
            var outcomes = await Task.WhenAll(writes.Select(write => Task.Run(async () => await Store.Books.WriteAsync(write))));

            var winner = Array.IndexOf(outcomes, WriteOutcome.Written);
            outcomes.Count(outcome => outcome == WriteOutcome.Written).ShouldBe(1);
            outcomes.Count(outcome => outcome == WriteOutcome.Conflict).ShouldBe(15);
            var books = await Store.Books.ReadAsync(Some.Scope, CancellationToken.None);
            (books.Version, books.Owner).ShouldBe((version + 1, writes[winner].Owner));
            books.Accounts.ShouldBe(writes[winner].Accounts);
            lastOwner = books.Owner;
        }
    }

    [ContractFact]
    public async Task No_update_is_lost_when_16_writers_read_add_and_write_back()
    {
        const int AddsPerWriter = 20;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var added = 0; added < AddsPerWriter;)
            {
                var books = await Store.Books.ReadAsync(Some.Scope, CancellationToken.None);
                var granted = books.Accounts is [var account] ? account.Counters.Granted : 0;
                var write = Some.Write(Some.Scope, books.Version) with { Accounts = [Some.Account(Some.Gate, "month", 1, granted + 1)] };
                if (await Store.Books.WriteAsync(write) == WriteOutcome.Written)
                    added++;
            }
        })));

        var final = await Store.Books.ReadAsync(Some.Scope, CancellationToken.None);
        final.Version.ShouldBe(16 * AddsPerWriter);
        final.Accounts.Single().Counters.Granted.ShouldBe(16 * AddsPerWriter);
    }

    [ContractFact]
    public async Task A_conflict_does_not_touch_the_writes_that_share_its_transaction()
    {
        await Store.Books.WriteAsync(Some.Write(Some.Scope, 0));
        var writes = Enumerable.Range(0, 200)
            .Select(number => Some.Write(number % 2 == 0 ? Some.Scope : ScopePath.Parse($"acme/run-{number}"), 0));

        var outcomes = await Task.WhenAll(writes.Select(write => Store.Books.WriteAsync(write).AsTask()));

        outcomes.Where((_, number) => number % 2 == 0).ShouldAllBe(outcome => outcome == WriteOutcome.Conflict);
        outcomes.Where((_, number) => number % 2 == 1).ShouldAllBe(outcome => outcome == WriteOutcome.Written);
        (await Store.Books.ListAsync(null, null, 1_000, CancellationToken.None)).Count.ShouldBe(101);
    }

    [ContractFact]
    public async Task A_reader_never_sees_half_of_a_write()
    {
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var books = await Store.Books.ReadAsync(Some.Scope, CancellationToken.None);
                books.Borrowers.ShouldAllBe(borrower => borrower.Seq == books.Version);
                books.Accounts.ShouldAllBe(account => account.Counters.Granted == books.Version);
            }
        });
        for (var version = 0L; version < 500; version++)
            (await Store.Books.WriteAsync(Some.Write(Some.Scope, version))).ShouldBe(WriteOutcome.Written);
        await stop.CancelAsync();
        await reading;
    }
}
