using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Storage.Tests;

/// <summary>What every book store does.</summary>
public abstract class BookStoreContract(StoreUnderTest store) : StoreContract(store)
{
    [ContractFact]
    public async Task Books_that_nobody_wrote_are_empty()
    {
        var books = await Read(Some.Scope);
        books.ShouldBeEquivalentTo(BookRecord.Empty(Some.Scope));
    }

    [ContractFact]
    public async Task What_was_written_is_read_back_whole_also_after_a_restart()
    {
        var write = Some.Write(Some.Scope, 0) with { Frozen = "rolled back \u2014 see the log", Owner = "", Generation = 3 };
        (await Store.Books.WriteAsync(write)).ShouldBe(WriteOutcome.Written);
        await Store.ReopenAsync();

        var books = await Read(Some.Scope);

        (books.Version, books.Epoch, books.Owner, books.Generation, books.Frozen).ShouldBe((1, 1, "", 3, write.Frozen));
        books.Windows.ShouldBe(write.Windows);
        books.Borrowers.ShouldBe(write.Borrowers);
        books.Accounts.ShouldBe(write.Accounts);
    }

    [ContractFact]
    public async Task Later_writes_replace_the_rows_they_name_and_leave_the_others()
    {
        var first = Some.Write(Some.Scope, 0) with { Windows = [Some.Window("day", 1), Some.Window("month", 1)] };
        var other = new Incarnation("gate-2");
        var second = Some.Write(Some.Scope, 1) with
        {
            Windows = [Some.Window("day", 1) with { Open = false }],
            Borrowers = [new BorrowerRecord(other, 1, BorrowerState.Closed)],
            Accounts = [Some.Account(Some.Gate, "month", 1, granted: 9), Some.Account(other, "day", 1, granted: 4)],
        };
        await Store.Books.WriteAsync(first);
        (await Store.Books.WriteAsync(second)).ShouldBe(WriteOutcome.Written);

        var books = await Read(Some.Scope);

        books.Windows.ShouldBe([second.Windows[0], first.Windows[1]]);
        books.Borrowers.ShouldBe([first.Borrowers[0], second.Borrowers[0]]);
        books.Accounts.ShouldBe([second.Accounts[1], second.Accounts[0]]);
    }

    [ContractFact]
    public async Task A_pruned_window_goes_with_its_accounts_and_no_other_does()
    {
        await Store.Books.WriteAsync(Some.Write(Some.Scope, 0) with
        {
            Windows = [Some.Window("day", 1), Some.Window("day", 2), Some.Window("month", 1)],
            Accounts = [Some.Account(Some.Gate, "day", 1, 1), Some.Account(Some.Gate, "day", 2, 1), Some.Account(Some.Gate, "month", 1, 1)],
        });
        var elsewhere = ScopePath.Parse("acme/other");
        await Store.Books.WriteAsync(Some.Write(elsewhere, 0) with { Windows = [Some.Window("day", 1)] });
        await Store.Books.WriteAsync(Some.Write(Some.Scope, 1) with { Windows = [], Borrowers = [], Accounts = [], Pruned = [("day", 1)] });

        var books = await Read(Some.Scope);

        books.Windows.Select(window => (window.Budget, window.Window)).ShouldBe([("day", 2), ("month", 1)]);
        books.Accounts.Select(account => (account.Budget, account.Window)).ShouldBe([("day", 2), ("month", 1)]);
        books.Borrowers.Count.ShouldBe(1);
        (await Read(elsewhere)).Windows.Count.ShouldBe(1);
    }

    [ContractTheory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(0, 1, 1)]
    public async Task A_write_from_another_version_or_epoch_is_a_conflict_and_changes_nothing(long fromVersion, long fromEpoch, long epoch)
    {
        await Store.Books.WriteAsync(Some.Write(Some.Scope, 0));
        await Store.Books.WriteAsync(Some.Write(Some.Scope, 1));
        var before = await Read(Some.Scope);
        var write = Some.Write(Some.Scope, fromVersion) with
        {
            FromEpoch = fromEpoch,
            Epoch = epoch,
            Version = 9,
            Windows = [Some.Window("day", 5)],
            Pruned = [("month", 1)],
        };

        (await Store.Books.WriteAsync(write)).ShouldBe(WriteOutcome.Conflict);

        (await Read(Some.Scope)).ShouldBeEquivalentTo(before);
    }

    [ContractFact]
    public async Task A_write_from_somebody_elses_version_of_the_same_number_is_a_conflict()
    {
        await Store.Books.WriteAsync(Some.Write(Some.Scope, 0));
        var before = await Read(Some.Scope);
        (await Store.Books.WriteAsync(Some.Write(Some.Scope, 1) with { FromOwner = "owner-2" })).ShouldBe(WriteOutcome.Conflict);
        (await Read(Some.Scope)).ShouldBeEquivalentTo(before);
    }

    [ContractTheory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task Books_that_are_not_there_are_at_version_and_epoch_0(long fromVersion, long fromEpoch)
    {
        var write = Some.Write(Some.Scope, 0) with { FromVersion = fromVersion, FromEpoch = fromEpoch, Version = 2 };
        (await Store.Books.WriteAsync(write)).ShouldBe(WriteOutcome.Conflict);
        (await Read(Some.Scope)).Version.ShouldBe(0);
    }

    [ContractFact]
    public async Task The_same_write_lands_once()
    {
        var write = Some.Write(Some.Scope, 0);
        (await Store.Books.WriteAsync(write)).ShouldBe(WriteOutcome.Written);
        (await Store.Books.WriteAsync(write)).ShouldBe(WriteOutcome.Conflict);
    }

    [ContractFact]
    public async Task A_window_is_opened_only_when_its_start_has_come()
    {
        var now = SystemClock.Instance.GetCurrentInstant();
        var early = Some.Write(Some.Scope, 0) with { OpensAt = now + Duration.FromHours(1) };
        (await Store.Books.WriteAsync(early)).ShouldBe(WriteOutcome.TooEarly);
        (await Read(Some.Scope)).ShouldBeEquivalentTo(BookRecord.Empty(Some.Scope));

        (await Store.Books.WriteAsync(early with { OpensAt = now - Duration.FromHours(1) })).ShouldBe(WriteOutcome.Written);
    }

    [ContractTheory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(-1, 0, 1)]
    [InlineData(1, 2, 0)]
    public async Task A_write_that_could_undo_another_is_refused(long fromVersion, long version, long epoch)
    {
        var write = Some.Write(Some.Scope, 1) with { FromVersion = fromVersion, Version = version, Epoch = epoch };
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await Store.Books.WriteAsync(write));
    }

    [ContractFact]
    public async Task Instants_at_the_ends_of_time_and_counters_at_the_ends_of_range_survive()
    {
        var window = new WindowRecord("total", long.MinValue, Instant.FromUtc(-9000, 1, 1, 0, 0), Instant.FromUtc(9999, 12, 31, 0, 0), long.MaxValue, false);
        var account = new AccountRecord(Some.Gate, "total", long.MinValue, new SliceCounters(long.MaxValue, 0, 0, -1, 1, 0, long.MinValue));
        await Store.Books.WriteAsync(Some.Write(Some.Scope, 0) with { Windows = [window], Accounts = [account] });

        var books = await Read(Some.Scope);

        books.Windows.ShouldBe([window]);
        books.Accounts.ShouldBe([account]);
    }

    [ContractFact]
    public async Task Scopes_are_listed_in_ordinal_order_page_by_page()
    {
        string[] scopes = ["acme", "acme-2", "acme/a", "acme/a.b/c", "acme/a/b", "acme/b", "acme0", "zeta"];
        foreach (var scope in scopes.Reverse())
            await Store.Books.WriteAsync(Some.Write(ScopePath.Parse(scope), 0));

        (await List(null, null, 100)).ShouldBe(scopes);
        (await List(null, "acme/a", 2)).ShouldBe(["acme/a.b/c", "acme/a/b"]);
        (await List("acme", null, 100)).ShouldBe(["acme", "acme/a", "acme/a.b/c", "acme/a/b", "acme/b"]);
        (await List("acme", "acme", 2)).ShouldBe(["acme/a", "acme/a.b/c"]);
        (await List("acme/a", "acme/a", 10)).ShouldBe(["acme/a/b"]);
        (await List("nobody", null, 10)).ShouldBeEmpty();
    }

    private async Task<BookRecord> Read(ScopePath scope) => await Store.Books.ReadAsync(scope, CancellationToken.None);

    private async Task<IEnumerable<string>> List(string? under, string? after, int most)
    {
        ScopePath? Parsed(string? text) => text is null ? null : ScopePath.Parse(text);
        return (await Store.Books.ListAsync(Parsed(under), Parsed(after), most, CancellationToken.None)).Select(scope => scope.Value);
    }
}
