using BudgetMesh.Lending;
using BudgetMesh.Storage.Postgres;

namespace BudgetMesh.Storage.Tests;

/// <summary>What the database refuses though version, epoch and owner are right: a write made by broken arithmetic.</summary>
public sealed class PostgresCapTests : IAsyncLifetime
{
    private static readonly Incarnation Other = new("gate-2");

    private PostgresStore? _store;
    private long _version;

    public async Task InitializeAsync() =>
        _store = PostgresServer.Missing is null ? await PostgresStore.OpenAsync(PostgresServer.Shared.NewSchema()) : null;

    public async Task DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }

    [PostgresFact]
    public async Task Up_to_the_cap_and_no_further()
    {
        (await Write(cap: 100, Granted(Some.Gate, 101))).ShouldBe(WriteOutcome.BeyondCap);
        (await _store!.Books.ReadAsync(Some.Scope, CancellationToken.None)).ShouldBeEquivalentTo(BookRecord.Empty(Some.Scope));
        (await Write(cap: 100, Granted(Some.Gate, 100))).ShouldBe(WriteOutcome.Written);
        (await Write(cap: 100, Granted(Some.Gate, 101))).ShouldBe(WriteOutcome.BeyondCap);
        (await Write(cap: null, Granted(Other, 1))).ShouldBe(WriteOutcome.BeyondCap);
        (await _store.Books.ReadAsync(Some.Scope, CancellationToken.None)).Accounts.ShouldHaveSingleItem().Counters.Granted.ShouldBe(100);
    }

    [PostgresFact]
    public async Task What_others_have_counts_whether_it_is_free_held_or_overdrawn()
    {
        await Write(cap: 100, new AccountRecord(Other, "month", 1, new SliceCounters(50, 20, 45, 5, 40, 0, 10)));
        (await Write(cap: null, Granted(Some.Gate, 61))).ShouldBe(WriteOutcome.BeyondCap);
        (await Write(cap: null, Granted(Some.Gate, 60))).ShouldBe(WriteOutcome.Written);
    }

    [PostgresFact]
    public async Task What_is_out_above_a_lowered_cap_stays_out_and_may_come_back()
    {
        await Write(cap: 100, Granted(Some.Gate, 60), Granted(Other, 30));
        (await Write(cap: 10)).ShouldBe(WriteOutcome.Written);
        (await Write(cap: null, new AccountRecord(Some.Gate, "month", 1, new SliceCounters(60, 20, 70, 0, 70, 0, 30)))).ShouldBe(WriteOutcome.Written);
        (await Write(cap: null, Granted(Other, 31))).ShouldBe(WriteOutcome.BeyondCap);
    }

    [PostgresFact]
    public async Task A_grant_and_what_was_overdrawn_since_may_come_in_one_write()
    {
        await Write(cap: 100, Granted(Some.Gate, 40));
        // Lent while 60 were left; then, before it was written, the provider billed 30 more than it was sent.
        (await Write(cap: null, new AccountRecord(Some.Gate, "month", 1, new SliceCounters(100, 0, 130, 0, 130, 0, 30)))).ShouldBe(WriteOutcome.Written);
    }

    [PostgresFact]
    public async Task A_grant_and_the_cap_that_was_lowered_since_may_come_in_one_write()
    {
        await Write(cap: 100);
        (await Write(cap: 10, Granted(Some.Gate, 80))).ShouldBe(WriteOutcome.Written);
        (await Write(cap: 10, Granted(Some.Gate, 81))).ShouldBe(WriteOutcome.BeyondCap);
    }

    [PostgresFact]
    public async Task Adjustments_count_and_those_of_the_same_write_as_well()
    {
        await Write(cap: 100);
        (await Write(Adjusted("a", 50), Granted(Some.Gate, 151))).ShouldBe(WriteOutcome.BeyondCap);
        (await Write(Adjusted("a", 50), Granted(Some.Gate, 150))).ShouldBe(WriteOutcome.Written);
        // The same row again is the same 50.
        (await Write(Adjusted("a", 50), Granted(Some.Gate, 151))).ShouldBe(WriteOutcome.BeyondCap);
        (await Write(Adjusted("b", -100), Granted(Some.Gate, 150))).ShouldBe(WriteOutcome.Written);
        (await Write(cap: null, new AccountRecord(Some.Gate, "month", 1, new SliceCounters(151, 90, 0, 0, 0, 0, 0)))).ShouldBe(WriteOutcome.Written);
        (await Write(cap: null, new AccountRecord(Some.Gate, "month", 1, new SliceCounters(152, 90, 0, 0, 0, 0, 0)))).ShouldBe(WriteOutcome.BeyondCap);
    }

    [PostgresFact]
    public async Task Frozen_books_take_down_what_gateways_say_they_have()
    {
        await Write(cap: 100);
        var found = Some.Write(Some.Scope, _version) with { Windows = [], Accounts = [Granted(Some.Gate, 500)], Frozen = "rolled back" };
        (await _store!.Books.WriteAsync(found)).ShouldBe(WriteOutcome.Written);
    }

    [PostgresFact]
    public async Task A_window_that_is_nowhere_has_nothing_to_lend()
    {
        await Write(cap: 100);
        (await Write(cap: null, new AccountRecord(Some.Gate, "week", 1, new SliceCounters(1, 0, 0, 0, 0, 0, 0)))).ShouldBe(WriteOutcome.BeyondCap);
    }

    [PostgresFact]
    public async Task Amounts_at_the_ends_of_range_do_not_overflow_into_consent()
    {
        await Write(cap: 100);
        (await Write(cap: null, Granted(Some.Gate, long.MaxValue), Granted(Other, long.MaxValue))).ShouldBe(WriteOutcome.BeyondCap);
        (await Write(cap: null, new AccountRecord(Some.Gate, "month", 1, new SliceCounters(1, long.MinValue, 0, 0, 0, 0, 0)))).ShouldBe(WriteOutcome.BeyondCap);
    }

    private static AccountRecord Granted(Incarnation gate, long granted) => new(gate, "month", 1, new SliceCounters(granted, 0, 0, 0, 0, 0, 0));

    private static Adjustment Adjusted(string id, long amount) => new(id, "month", 1, AdjustmentKind.Credit, amount, "a reason", "finance", Some.Noon);

    private Task<WriteOutcome> Write(long? cap, params AccountRecord[] accounts) =>
        Write(Some.Write(Some.Scope, _version) with { Windows = cap is { } amount ? [Some.Window("month", 1) with { Cap = amount }] : [], Accounts = accounts });

    private Task<WriteOutcome> Write(Adjustment adjustment, params AccountRecord[] accounts) =>
        Write(Some.Write(Some.Scope, _version) with { Windows = [], Accounts = accounts, Adjustments = [adjustment] });

    private async Task<WriteOutcome> Write(BookWrite write)
    {
        var outcome = await _store!.Books.WriteAsync(write);
        if (outcome == WriteOutcome.Written)
            _version = write.Version;
        return outcome;
    }
}
