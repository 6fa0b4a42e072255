using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Tests.Lending;

public sealed class ScopeBookTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 20, 12, 0);
    private static readonly Incarnation One = new("gate-1"), Two = new("gate-2");

    [Fact]
    public void Nothing_is_told_before_it_is_written()
    {
        var book = Open();
        var request = Ask(One, 1, waiting: 100);
        var change = book.Receive(request, TimeSpan.Zero, Noon);
        book.ChangesDurable.ShouldBeLessThan(change);
        book.Answer(request, TimeSpan.Zero, Noon).Slices.Single().Granted.ShouldBe(0);

        book.TryBeginWrite(out var write).ShouldBeTrue();
        write.Accounts.Single().Counters.Granted.ShouldBeGreaterThanOrEqualTo(100);
        book.CompleteWrite(WriteOutcome.Written, TimeSpan.Zero);

        book.ChangesDurable.ShouldBeGreaterThanOrEqualTo(change);
        book.Answer(request, TimeSpan.Zero, Noon).Slices.Single().Granted.ShouldBe(write.Accounts.Single().Counters.Granted);
    }

    [Fact]
    public void A_copy_of_a_request_is_lent_nothing_more()
    {
        var book = Open();
        var first = Sync(book, Ask(One, 1, waiting: 100)).Slices.Single().Granted;
        Sync(book, Ask(One, 1, waiting: 100)).Slices.Single().Granted.ShouldBe(first);
    }

    [Fact]
    public void A_lost_answer_does_not_double_the_grant()
    {
        var book = Open();
        var first = Sync(book, Ask(One, 1, waiting: 100)).Slices.Single().Granted;
        Sync(book, Ask(One, 2, waiting: 100)).Slices.Single().Granted.ShouldBe(first, "the rights of the first answer are on their way");
    }

    [Fact]
    public void No_more_is_lent_than_the_cap_however_many_ask()
    {
        var book = Open();
        var lent = Enumerable.Range(1, 40).Sum(number => Sync(book, Ask(new Incarnation($"gate-{number}"), 1, waiting: 300_000_000)).Slices.Single().Granted);
        lent.ShouldBeLessThanOrEqualTo(10_000_000_000);
        lent.ShouldBeGreaterThan(9_700_000_000);
    }

    [Fact]
    public void An_owner_steps_down_when_the_books_are_somebody_elses()
    {
        var book = Open();
        book.Receive(Ask(One, 1, waiting: 1), TimeSpan.Zero, Noon);
        book.TryBeginWrite(out _);
        book.CompleteWrite(WriteOutcome.Conflict, TimeSpan.Zero);
        book.NeedsRead.ShouldBeTrue();
        book.TryBeginWrite(out _).ShouldBeFalse("it lends nothing while it does not know");

        book.Adopt(BookRecord.Empty(LendingRig.Team) with { Version = 1, Epoch = 1, Owner = "somebody else" });

        book.SteppedDown.ShouldBeTrue();
    }

    [Fact]
    public void A_write_that_is_tried_again_is_not_taken_for_the_one_that_was_given_up()
    {
        var book = Open();
        var empty = book.Snapshot();
        book.Receive(Ask(One, 1, waiting: 100), TimeSpan.Zero, Noon);
        book.TryBeginWrite(out var givenUp);
        book.CompleteWrite(WriteOutcome.Unknown, TimeSpan.Zero);
        book.Adopt(empty with { Epoch = 0, Owner = "" });
        book.TryBeginWrite(out var again).ShouldBeTrue();
        again.FromVersion.ShouldBe(givenUp.FromVersion);
        again.Version.ShouldBeGreaterThan(givenUp.Version);
    }

    [Fact]
    public void A_write_that_landed_though_it_seemed_to_fail_is_adopted()
    {
        var book = Open();
        var request = Ask(One, 1, waiting: 100);
        book.Receive(request, TimeSpan.Zero, Noon);
        book.TryBeginWrite(out var write);
        book.CompleteWrite(WriteOutcome.Unknown, TimeSpan.Zero);

        book.Adopt(new BookRecord(write.Scope, write.Version, write.Epoch, write.Owner, 0, null, write.Windows, write.Borrowers, write.Accounts));

        book.SteppedDown.ShouldBeFalse();
        book.TryBeginWrite(out _).ShouldBeTrue("whoever waits is answered by the next write");
        book.CompleteWrite(WriteOutcome.Written, TimeSpan.Zero);
        book.Answer(request, TimeSpan.Zero, Noon).Slices.Single().Granted.ShouldBe(write.Accounts.Single().Counters.Granted);
    }

    [Fact]
    public void Books_older_than_what_a_gateway_has_seen_are_frozen_until_an_operator_says_so()
    {
        var book = Open();
        Sync(book, Ask(One, 1, waiting: 100));
        var request = Ask(Two, 1, waiting: 100) with { VersionSeen = 50, EpochSeen = 7 };
        book.Receive(request, TimeSpan.Zero, Noon);
        book.NeedsRead.ShouldBeTrue();
        book.Adopt(Stored(book));

        book.Frozen.ShouldNotBeNull();
        book.Epoch.ShouldBe(8);
        book.DrainAlarms().ShouldContain(alarm => alarm.Kind == LendingAlarmKind.StoreRolledBack);
        Commit(book);
        book.Answer(request, TimeSpan.Zero, Noon).Slices.Single().ShouldSatisfyAllConditions(terms => terms.Mode.ShouldBe(LendingMode.Deny), terms => terms.Granted.ShouldBe(0));

        book.Unfreeze();
        Commit(book);
        Sync(book, Ask(Two, 2, waiting: 100)).Slices.Single().Granted.ShouldBeGreaterThanOrEqualTo(100);
        book.Version.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void A_window_opens_and_its_predecessor_closes_in_one_write_and_no_clock_reopens_it()
    {
        var book = Open();
        Sync(book, Ask(One, 1, waiting: 100));
        var tomorrow = Noon + Duration.FromDays(1);
        book.Receive(Ask(One, 2, waiting: 100), TimeSpan.Zero, tomorrow);
        book.TryBeginWrite(out var write);
        write.Windows.Select(window => window.Open).ShouldBe([false, true], ignoreOrder: true);
        write.OpensAt.ShouldBe(Instant.FromUtc(2026, 11, 21, 0, 0));
        book.CompleteWrite(WriteOutcome.Written, TimeSpan.Zero);

        var back = book.Receive(Ask(One, 3, waiting: 100), TimeSpan.Zero, Noon);
        Commit(book);
        book.ChangesDurable.ShouldBeGreaterThanOrEqualTo(back);
        book.Snapshot().Windows.Single(window => window.Open).Start.ShouldBe(Instant.FromUtc(2026, 11, 21, 0, 0));
    }

    [Fact]
    public void A_grant_that_the_store_refuses_is_dropped_and_an_alarm()
    {
        var book = Open();
        var empty = book.Snapshot();
        var request = Ask(One, 1, waiting: 100);
        book.Receive(request, TimeSpan.Zero, Noon);
        book.TryBeginWrite(out _);
        book.CompleteWrite(WriteOutcome.BeyondCap, TimeSpan.Zero);

        book.Adopt(empty with { Epoch = 0, Owner = "" });

        book.DrainAlarms().ShouldContain(alarm => alarm.Kind == LendingAlarmKind.GrantRefused);
        Commit(book);
        book.Answer(request, TimeSpan.Zero, Noon).Slices.ShouldAllBe(slice => slice.Granted == 0);
    }

    [Fact]
    public void A_window_that_the_stores_clock_has_not_reached_stays_shut_and_the_old_one_goes_on()
    {
        var book = Open();
        Sync(book, Ask(One, 1, waiting: 100));
        var early = Ask(One, 2, waiting: 5_000_000_000);
        book.Receive(early, TimeSpan.Zero, Noon + Duration.FromDays(1));
        book.TryBeginWrite(out _);
        var stored = Stored(book);
        book.CompleteWrite(WriteOutcome.TooEarly, TimeSpan.Zero);
        book.Adopt(stored);
        book.DrainAlarms().ShouldContain(alarm => alarm.Kind == LendingAlarmKind.ClockAhead);
        Commit(book);

        var terms = book.Answer(early, TimeSpan.Zero, Noon + Duration.FromDays(1)).Slices.Single();
        terms.Open.ShouldBeTrue();
        terms.ClosesIn.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void A_gateway_that_has_left_is_lent_nothing_and_its_word_is_an_alarm()
    {
        var book = Open();
        Sync(book, Ask(One, 1));
        Sync(book, Ask(One, 2) with { Leaving = true }).Status.ShouldBe(SyncStatus.IncarnationClosed);
        Sync(book, Ask(One, 3, waiting: 100)).Status.ShouldBe(SyncStatus.IncarnationClosed);
        book.DrainAlarms().ShouldContain(alarm => alarm.Kind == LendingAlarmKind.ClosedIncarnationSpoke);
    }

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 5)]
    public void Counters_that_cannot_be_are_refused_and_taken_for_nothing(long granted, long returned, long settled)
    {
        var book = Open();
        var window = Sync(book, Ask(One, 1)).Slices.Single().Window;
        var counters = new SliceCounters(granted, returned, 0, 0, settled, 0, 0);
        var answer = Sync(book, new SyncRequest(LendingRig.Team, One, 2, 0, 0, TimeSpan.Zero, false, [new SliceReport("day", window, counters, default)]));
        answer.Status.ShouldBe(SyncStatus.Contradiction);
        answer.Problem.ShouldNotBeNullOrEmpty();
        book.Snapshot().Accounts.Single().Counters.ShouldBe(default);
    }

    [Fact]
    public void A_lowered_cap_takes_nothing_back_and_a_raised_one_lends_again()
    {
        var book = Open();
        var granted = Sync(book, Ask(One, 1, waiting: 5_000_000_000)).Slices.Single().Granted;
        book.Replan([.. LendingRig.PlanWith("1 USD", "1000 USD").Mesh.Scopes["acme/chat"].Budgets]);
        Commit(book);
        var lowered = Sync(book, Ask(Two, 1, waiting: 10)).Slices.Single();
        (lowered.Granted, lowered.Cap).ShouldBe((0, 1_000_000_000));

        book.Replan([.. LendingRig.PlanWith("20 USD", "1000 USD").Mesh.Scopes["acme/chat"].Budgets]);
        Commit(book);
        Sync(book, Ask(Two, 2, waiting: 10)).Slices.Single().Granted.ShouldBeGreaterThanOrEqualTo(10);
        book.Snapshot().Accounts.Single(account => account.Incarnation == One).Counters.Granted.ShouldBe(granted);
    }

    [Fact]
    public void Rows_of_a_closed_window_go_once_late_settlements_are_over()
    {
        var book = Open();
        var window = Sync(book, Ask(One, 1)).Slices.Single().Window;
        Sync(book, Ask(One, 2) with { Leaving = true });
        Sync(book, Ask(Two, 1), Noon + Duration.FromDays(1));
        book.Snapshot().Windows.ShouldContain(record => record.Window == window);

        var request = Ask(Two, 2);
        book.Receive(request, TimeSpan.Zero, Noon + Duration.FromDays(9));
        book.TryBeginWrite(out var write).ShouldBeTrue();
        write.Pruned.ShouldContain(("day", window));
        write.Forgotten.ShouldBe([One]);
    }

    [Fact]
    public void A_refusal_for_what_holds_occupy_recalls_what_others_have_released_but_not_with_every_refusal()
    {
        var book = Open();
        var quiet = new Demand(0, 0, 1_000_000, 0, 0, 0);
        Sync(book, Ask(One, 1, quiet with { Waiting = 9_900_000_000, SmallestNeed = 1_000_000 }));
        Sync(book, Ask(Two, 1, quiet));
        book.TakeRecall(TimeSpan.Zero).ShouldBeFalse("a tenth of a dollar is available");

        Sync(book, Ask(Two, 2, quiet with { Refused = 200_000_000 }));
        book.TakeRecall(TimeSpan.Zero).ShouldBeTrue();
        book.TakeRecall(TimeSpan.FromMilliseconds(999)).ShouldBeFalse();
        book.TakeRecall(TimeSpan.FromSeconds(1)).ShouldBeTrue("it is still short");
        Sync(book, Ask(Two, 3, quiet with { Refused = 50_000_000 }));
        book.TakeRecall(TimeSpan.FromSeconds(2)).ShouldBeFalse("so much is available now");
    }

    [Fact]
    public void Lending_that_becomes_exact_recalls_once()
    {
        var book = Open();
        Sync(book, Ask(One, 1, waiting: 400_000_000));
        book.TakeRecall(TimeSpan.Zero).ShouldBeTrue("the cap is less than thirty such bounds");
        Sync(book, Ask(One, 2, waiting: 400_000_000));
        book.TakeRecall(TimeSpan.Zero).ShouldBeFalse();
    }

    [Fact]
    public void What_somebody_waits_for_is_not_lent_in_advance_to_whoever_has_just_returned_it()
    {
        var book = Open();
        var demand = new Demand(1_000_000_000, 1_000_000_000, 1_000_000, 0, 0, 0);
        var lent = Sync(book, Ask(One, 1, demand with { Waiting = 10_000_000_000, SmallestNeed = 1_000_000 })).Slices.Single();
        Sync(book, Ask(Two, 1, new Demand(0, 0, 1_000_000, 3_000_000, 3_000_000, 0))).Slices.Single().Granted.ShouldBe(0, "there is nothing left");

        var spent = lent.Granted - 900_000_000;
        var returned = new SliceReport("day", lent.Window, new SliceCounters(lent.Granted, 900_000_000, spent, 0, spent, 0, 0), demand);
        Sync(book, new SyncRequest(LendingRig.Team, One, 2, 0, 0, TimeSpan.FromMilliseconds(5), false, [returned])).Slices.Single().Granted.ShouldBe(lent.Granted);
        Sync(book, Ask(Two, 2, new Demand(0, 0, 1_000_000, 3_000_000, 3_000_000, 0))).Slices.Single().Granted.ShouldBeGreaterThanOrEqualTo(3_000_000);
    }

    private static ScopeBook Open() =>
        new(BookRecord.Empty(LendingRig.Team), "owner-1", [.. LendingRig.PlanWith("10 USD", "1000 USD").Mesh.Scopes["acme/chat"].Budgets]);

    private static SyncRequest Ask(Incarnation who, long seq, long waiting = 0) => Ask(who, seq, new Demand(0, 0, waiting, waiting, waiting, 0));

    private static SyncRequest Ask(Incarnation who, long seq, Demand demand) =>
        new(LendingRig.Team, who, seq, 0, 0, TimeSpan.FromMilliseconds(5), false, [new SliceReport("day", null, default, demand)]);

    private static SyncAnswer Sync(ScopeBook book, SyncRequest request, Instant? wall = null)
    {
        var change = book.Receive(request, TimeSpan.Zero, wall ?? Noon);
        Commit(book);
        book.ChangesDurable.ShouldBeGreaterThanOrEqualTo(change);
        return book.Answer(request, TimeSpan.Zero, wall ?? Noon);
    }

    private static void Commit(ScopeBook book)
    {
        while (book.TryBeginWrite(out _))
            book.CompleteWrite(WriteOutcome.Written, TimeSpan.Zero);
    }

    /// <summary>The books as they would be stored: what is durable of the snapshot.</summary>
    private static BookRecord Stored(ScopeBook book)
    {
        var snapshot = book.Snapshot();
        var old = snapshot.Windows.OrderBy(window => window.Start).Take(1).Select(window => window with { Open = true }).ToList();
        return snapshot with { Windows = old, Epoch = 1, Accounts = [.. snapshot.Accounts.Where(account => account.Window == old[0].Window && account.Counters.Granted > 0)] };
    }
}
