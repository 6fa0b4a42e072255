using BudgetMesh.Holds;
using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Tests.Lending;

/// <summary>What an owner does about gateways that have died.</summary>
public sealed class FinalTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 20, 12, 0);
    private static readonly Incarnation Dead = new("gate-1"), Other = new("gate-2");

    private readonly ScopeBook _book =
        new(BookRecord.Empty(LendingRig.Team), "owner-1", [.. LendingRig.PlanWith("10 USD", "1000 USD").Mesh.Scopes["acme/chat"].Budgets]);

    [Fact]
    public void All_above_the_ceiling_comes_back_and_the_incarnation_is_closed()
    {
        var granted = Lend(1_000);
        End(2, ceiling: 300, Spent(granted, 200));
        Reading.Spent.ShouldBe(200);
        Reading.Forfeited.ShouldBe(100);
        Reading.Available.ShouldBe(Reading.Cap - 300);
        Sync(Ask(Dead, 3, 500)).Status.ShouldBe(SyncStatus.IncarnationClosed);
        _book.DrainAlarms().ShouldContain(alarm => alarm.Kind == LendingAlarmKind.ClosedIncarnationSpoke);
    }

    [Fact]
    public void A_copy_of_the_last_word_gives_nothing_twice()
    {
        var granted = Lend(1_000);
        End(2, ceiling: 300, Spent(granted, 200));
        var before = _book.Snapshot();
        End(2, ceiling: 300, Spent(granted, 200));
        End(2, ceiling: 0, Spent(granted, 0));
        _book.Snapshot().Accounts.ShouldBe(before.Accounts);
        _book.DrainAlarms().ShouldBeEmpty();
    }

    [Fact]
    public void An_old_copy_of_a_journal_closes_and_gives_nothing_back()
    {
        var granted = Lend(1_000);
        Sync(new SyncRequest(LendingRig.Team, Dead, 2, 0, 0, TimeSpan.Zero, false, [new SliceReport("day", Window, Spent(granted, 700), default)]));
        End(2, ceiling: 100, Spent(granted, 100));
        Reading.Available.ShouldBe(Reading.Cap - granted);
        Reading.Forfeited.ShouldBe(granted - 700);
        _book.IsClosed(Dead).ShouldBeTrue();
        _book.DrainAlarms().Single().Kind.ShouldBe(LendingAlarmKind.JournalStale);
    }

    [Fact]
    public void What_a_ceiling_denies_but_the_books_know_stays_charged()
    {
        var granted = Lend(1_000);
        Sync(new SyncRequest(LendingRig.Team, Dead, 2, 0, 0, TimeSpan.Zero, false, [new SliceReport("day", Window, Spent(granted, 700), default)]));
        End(9, ceiling: 100, Spent(granted, 100));
        Reading.Available.ShouldBe(Reading.Cap - 700);
    }

    [Fact]
    public void A_report_that_comes_after_the_last_word_changes_nothing()
    {
        var granted = Lend(1_000);
        var late = new SyncRequest(LendingRig.Team, Dead, 2, 0, 0, TimeSpan.Zero, false,
            [new SliceReport("day", Window, new SliceCounters(granted, 0, 500, 50, 150, 0, 0), new Demand(0, 0, 100, 100, 100, 0))]);
        End(3, ceiling: 480, new SliceCounters(granted, 0, 510, 60, 450, 0, 0));
        var before = _book.Snapshot().Accounts;
        Sync(late);
        _book.Snapshot().Accounts.ShouldBe(before);
    }

    [Fact]
    public void The_end_of_somebody_unknown_keeps_its_late_first_request_from_being_lent_to()
    {
        End(2, ceiling: 0, default);
        Sync(Ask(Dead, 1, 500)).Slices.ShouldBeEmpty();
        Reading.Available.ShouldBe(Reading.Cap);
    }

    [Fact]
    public void Retiring_forfeits_what_was_out_and_gives_nothing_back()
    {
        var granted = Lend(1_000);
        _book.Retire(Dead).ShouldBeGreaterThan(0);
        Commit();
        Reading.Forfeited.ShouldBe(granted);
        Reading.Available.ShouldBe(Reading.Cap - granted);
        Sync(Ask(Other, 1, 1)).Slices.Single().Headroom.ShouldBe(Reading.Cap - granted);
        _book.Retire(Dead).ShouldBe(0);
        _book.Retire(new Incarnation("nobody")).ShouldBe(0);
    }

    [Fact]
    public void The_journal_of_a_retired_gateway_gives_back_what_was_forfeited()
    {
        var granted = Lend(1_000);
        _book.Retire(Dead);
        End(2, ceiling: 300, Spent(granted, 300));
        Reading.Forfeited.ShouldBe(0);
        Reading.Available.ShouldBe(Reading.Cap - 300);
    }

    [Fact]
    public void What_a_closed_gateway_spends_of_rights_that_were_taken_back_is_overdraft()
    {
        var granted = Lend(1_000);
        End(2, ceiling: 300, Spent(granted, 300));
        Sync(new SyncRequest(LendingRig.Team, Dead, 3, 0, 0, TimeSpan.Zero, false, [new SliceReport("day", Window, Spent(granted, 800), default)]));
        Reading.Overdraft.ShouldBe(500);
        Reading.Available.ShouldBe(Reading.Cap - 800);
        _book.DrainAlarms().Select(alarm => alarm.Kind).ShouldBe([LendingAlarmKind.ClosedIncarnationSpoke, LendingAlarmKind.Overdraft]);
    }

    [Fact]
    public void A_write_of_the_end_that_did_not_land_is_made_again()
    {
        var granted = Lend(1_000);
        var stored = _book.Snapshot();
        _book.Conclude(new FinalReport(LendingRig.Team, Dead, 2, true, [new FinalSlice("day", Window, 300, Spent(granted, 200))]), TimeSpan.Zero, Noon);
        _book.TryBeginWrite(out _).ShouldBeTrue();
        _book.CompleteWrite(WriteOutcome.Unknown, TimeSpan.Zero);
        _book.Adopt(stored with { Epoch = 1 });
        _book.TryBeginWrite(out var write).ShouldBeTrue();
        write.Borrowers.Single().ShouldBe(new BorrowerRecord(Dead, 2, BorrowerState.Closed));
        write.Accounts.Single().Counters.ShouldBe(Spent(granted, 200) with { Returned = granted - 300 });
    }

    [Fact]
    public void A_last_word_also_gives_back_what_a_predecessor_lent_and_this_owner_had_not_heard_of()
    {
        _book.Conclude(new FinalReport(LendingRig.Team, Dead, 2, true, []), TimeSpan.Zero, Noon);
        _book.TryBeginWrite(out var write).ShouldBeTrue();
        _book.CompleteWrite(WriteOutcome.Conflict, TimeSpan.Zero);
        var lent = new AccountRecord(Dead, "day", Window, new SliceCounters(500, 0, 0, 0, 0, 0, 0));
        _book.Adopt(new BookRecord(LendingRig.Team, 3, 0, "predecessor", 0, null, write.Windows, [new BorrowerRecord(Dead, 1, BorrowerState.Active)], [lent]));
        Commit();
        Reading.Available.ShouldBe(Reading.Cap);
        _book.IsClosed(Dead).ShouldBeTrue();
    }

    [Fact]
    public void A_last_word_that_was_on_its_way_when_more_was_done_is_said_again()
    {
        var rig = new LendingRig();
        var hold = rig.Decide(outputBound: 100).Hold;
        rig.OwnerOf(LendingRig.Team).Retire(rig.Gate.Incarnation);
        rig.OwnerOf(LendingRig.Tenant).Retire(rig.Gate.Incarnation);
        rig.Now += TimeSpan.FromSeconds(90);
        rig.Gate.Expire(rig.Now);
        rig.Sync();
        var early = rig.Gate.BuildFinals();
        early.ShouldNotBeEmpty();
        rig.Gate.Settle(hold, LendingRig.Usage(10, 10), rig.Now).ShouldBe(SettleOutcome.Corrected);
        foreach (var final in early)
            rig.Gate.Concluded(final);
        rig.Gate.IsConcluded.ShouldBeFalse();
        var again = rig.Gate.BuildFinals();
        again.Select(final => final.Scope).ShouldBe(early.Select(final => final.Scope));
        again.ShouldAllBe(final => final.Slices[0].Counters.Corrected > 0);
    }

    [Theory]
    [InlineData(0, 300, 200)]
    [InlineData(2, 100, 200)]
    public void A_last_word_that_cannot_be_right_changes_nothing(long seq, long ceiling, long spent)
    {
        var granted = Lend(1_000);
        End(seq, ceiling, Spent(granted, spent));
        _book.IsClosed(Dead).ShouldBeFalse();
        _book.DrainAlarms().Single().Kind.ShouldBe(LendingAlarmKind.Contradiction);
    }

    private long Window => Reading.Window.Key;

    private WindowReading Reading => _book.ReadWindows(Noon).Single();

    private static SliceCounters Spent(long granted, long spent) => new(granted, 0, spent, 0, spent, 0, 0);

    private static SyncRequest Ask(Incarnation who, long seq, long waiting) =>
        new(LendingRig.Team, who, seq, 0, 0, TimeSpan.Zero, false, [new SliceReport("day", null, default, new Demand(0, 0, waiting, waiting, waiting, 0))]);

    private long Lend(long waiting) => Sync(Ask(Dead, 1, waiting)).Slices.Single().Granted;

    private SyncAnswer Sync(SyncRequest request)
    {
        _book.Receive(request, TimeSpan.Zero, Noon);
        Commit();
        return _book.Answer(request, TimeSpan.Zero, Noon);
    }

    private void End(long seq, long ceiling, SliceCounters counters)
    {
        _book.Conclude(new FinalReport(LendingRig.Team, Dead, seq, true, [new FinalSlice("day", Window, ceiling, counters)]), TimeSpan.Zero, Noon);
        Commit();
    }

    private void Commit()
    {
        while (_book.TryBeginWrite(out _))
            _book.CompleteWrite(WriteOutcome.Written, TimeSpan.Zero);
    }
}
