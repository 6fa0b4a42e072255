using BudgetMesh.Lending;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Tests.Lending;

public sealed class AdjustmentTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 20, 12, 0);
    private static readonly Incarnation One = new("gate-1");

    [Fact]
    public void A_credit_is_available_and_raises_the_headroom_once_it_is_written()
    {
        var book = Open();
        Sync(book, 1);
        var change = book.Adjust(Order(5_000_000_000), TimeSpan.Zero, Noon, out var outcome);

        (outcome.Problem, outcome.IsRepeated).ShouldBe((null, false));
        book.ChangesDurable.ShouldBeLessThan(change);
        Answer(book, 1).Headroom.ShouldBe(10_000_000_000, "nothing is told before it is written");
        Commit(book);

        book.ChangesDurable.ShouldBeGreaterThanOrEqualTo(change);
        Answer(book, 1).ShouldSatisfyAllConditions(terms => terms.Headroom.ShouldBe(15_000_000_000), terms => terms.Adjusted.ShouldBe(5_000_000_000));
        book.ReadWindows(Noon).Single().ShouldSatisfyAllConditions(
            window => window.Adjusted.ShouldBe(5_000_000_000),
            window => (window.Available + window.Free + window.Held + window.Spent + window.Forfeited - window.Adjusted).ShouldBe(window.Cap),
            window => window.Left.ShouldBe(15_000_000_000));
    }

    [Fact]
    public void The_same_order_twice_changes_nothing_and_answers_the_same()
    {
        var book = Open();
        book.Adjust(Order(5), TimeSpan.Zero, Noon, out var first);
        Commit(book);

        book.Adjust(Order(5), TimeSpan.Zero, Noon + Duration.FromHours(1), out var second);
        book.Adjust(Order(5) with { Window = first.Taken!.Window }, TimeSpan.Zero, Noon, out var third);

        (second.Taken, second.IsRepeated, third.Taken).ShouldBe((first.Taken, true, first.Taken));
        book.TryBeginWrite(out _).ShouldBeFalse();
        book.ReadWindows(Noon).Single().Adjusted.ShouldBe(5);
    }

    [Fact]
    public void The_same_order_after_the_window_has_ended_is_still_the_same()
    {
        var book = Open();
        book.Adjust(Order(5), TimeSpan.Zero, Noon, out var first);
        Commit(book);
        book.Adjust(Order(5), TimeSpan.Zero, Noon + Duration.FromDays(1), out var second);
        second.Taken.ShouldBe(first.Taken);
    }

    [Fact]
    public void The_same_id_for_something_else_is_refused()
    {
        var book = Open();
        book.Adjust(Order(5), TimeSpan.Zero, Noon, out _);
        foreach (var other in new[] { Order(6), Order(5) with { Reason = "another" }, Order(5) with { Kind = AdjustmentKind.Refund }, Order(5) with { Window = 1 }, Order(5) with { Author = "them" } })
        {
            book.Adjust(other, TimeSpan.Zero, Noon, out var outcome);
            outcome.Problem.ShouldNotBeNull().ShouldContain("take another id");
        }

        book.ReadWindows(Noon).Single().Adjusted.ShouldBe(5);
    }

    [Fact]
    public void An_opening_balance_beyond_the_cap_lends_nothing_until_there_is_something_again()
    {
        var book = Open();
        book.Adjust(Order(-11_000_000_000, AdjustmentKind.Opening), TimeSpan.Zero, Noon, out _);
        Sync(book, 1, waiting: 100).ShouldSatisfyAllConditions(terms => terms.Granted.ShouldBe(0), terms => terms.Headroom.ShouldBe(-1_000_000_000));
        book.ReadWindows(Noon).Single().Available.ShouldBe(-1_000_000_000);

        book.Adjust(Order(2_000_000_000) with { Id = "credit" }, TimeSpan.Zero, Noon, out _);
        Sync(book, 2, waiting: 100).Granted.ShouldBeInRange(100, 1_000_000_000);
    }

    [Fact]
    public void A_closed_window_takes_adjustments_for_the_grace_and_lends_nothing_for_them()
    {
        var book = Open();
        var window = Sync(book, 1).Window;
        var order = Order(-5, AdjustmentKind.Correction) with { Window = window };

        book.Adjust(order, TimeSpan.Zero, Noon + Duration.FromDays(7), out var inside);
        book.Snapshot().Windows.Single(record => record.Window == window).Open.ShouldBeFalse();
        Commit(book);
        book.Adjust(order with { Id = "late" }, TimeSpan.Zero, Noon + Duration.FromDays(8), out var outside);

        inside.Taken.ShouldNotBeNull().Window.ShouldBe(window);
        outside.Problem.ShouldNotBeNull().ShouldContain($"no window {window} in its books");
    }

    [Fact]
    public void An_adjustment_whose_write_failed_goes_into_the_next()
    {
        var book = Open();
        book.Adjust(Order(5), TimeSpan.Zero, Noon, out _);
        Commit(book);
        var before = book.Snapshot();
        book.Adjust(Order(7) with { Id = "second" }, TimeSpan.Zero, Noon, out _);
        book.TryBeginWrite(out var lost).ShouldBeTrue();
        lost.Adjustments.Select(adjustment => adjustment.Id).ShouldBe(["second"]);
        book.CompleteWrite(WriteOutcome.Unknown, TimeSpan.Zero);

        book.Adopt(before);

        book.TryBeginWrite(out var again).ShouldBeTrue();
        again.Adjustments.ShouldBe(lost.Adjustments);
        book.ReadWindows(Noon).Single().Adjusted.ShouldBe(12);
    }

    [Fact]
    public void An_adjustment_that_another_owner_wrote_to_another_window_is_not_taken_twice()
    {
        var book = Open();
        Sync(book, 1);
        book.Adjust(Order(5), TimeSpan.Zero, Noon, out _);
        book.TryBeginWrite(out _).ShouldBeTrue();
        book.CompleteWrite(WriteOutcome.Unknown, TimeSpan.Zero);
        var written = book.Snapshot();
        var elsewhere = written.Windows[0] with { Window = written.Windows[0].Window + 1, Open = false };

        book.Adopt(written with { Windows = [.. written.Windows, elsewhere], Adjustments = [written.Adjustments[0] with { Window = elsewhere.Window }] });

        book.FindAdjustment("a-1").ShouldNotBeNull().Window.ShouldBe(elsewhere.Window);
        book.Snapshot().Adjustments.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_new_owner_starts_with_what_is_in_the_books()
    {
        var book = Open();
        book.Adjust(Order(-4_000_000_000, AdjustmentKind.Opening), TimeSpan.Zero, Noon, out _);
        Commit(book);

        var next = new ScopeBook(book.Snapshot(), "owner-2", Plans());
        Sync(next, 1).Headroom.ShouldBe(6_000_000_000);
        next.Adjust(Order(-4_000_000_000, AdjustmentKind.Opening), TimeSpan.Zero, Noon, out var outcome);
        outcome.IsRepeated.ShouldBeTrue();
    }

    [Theory]
    [InlineData("", 1, AdjustmentKind.Credit, "why", "day", "id:")]
    [InlineData("a", 0, AdjustmentKind.Correction, "why", "day", "0 changes nothing")]
    [InlineData("a", 5, AdjustmentKind.Opening, "why", "day", "with a minus")]
    [InlineData("a", -5, AdjustmentKind.Credit, "why", "day", "without a minus")]
    [InlineData("a", -5, AdjustmentKind.Refund, "why", "day", "without a minus")]
    [InlineData("a", 5, AdjustmentKind.Refund, "", "day", "reason:")]
    [InlineData("a", long.MinValue, AdjustmentKind.Correction, "why", "day", "at most")]
    [InlineData("a", 5, AdjustmentKind.Credit, "why", "week", "has no budget week")]
    public void What_cannot_be_is_refused_and_changes_nothing(string id, long amount, AdjustmentKind kind, string reason, string budget, string word)
    {
        var book = Open();
        book.Adjust(new AdjustmentOrder(id, budget, null, kind, amount, reason, "me"), TimeSpan.Zero, Noon, out var outcome);
        outcome.Problem.ShouldNotBeNull().ShouldContain(word);
        book.Snapshot().Adjustments.ShouldBeEmpty();
    }

    [Fact]
    public void What_an_opening_balance_took_counts_as_used_for_the_ladders_thresholds()
    {
        var rig = new LendingRig();
        var owner = rig.OwnerOf(LendingRig.Team);
        owner.Adjust(Order(-9_000_000_000, AdjustmentKind.Opening), rig.Now, rig.Wall, out _);
        rig.Decide();
        rig.Decide().ShouldSatisfyAllConditions(
            decision => decision.Verdict.ShouldBe(Verdict.Downgrade),
            decision => decision.Reason.ShouldBe(Reason.Threshold));
    }

    [Fact]
    public void A_gate_that_refused_for_good_admits_after_a_credit_and_a_recall()
    {
        var rig = new LendingRig(teamCap: "0.02 USD");
        rig.Decide(ladder: "best").Reason.ShouldBe(Reason.BudgetExceeded);
        rig.OwnerOf(LendingRig.Team).Adjust(Order(1_000_000_000), rig.Now, rig.Wall, out _);

        rig.Gate.Recall(LendingRig.Team, rig.Now);
        rig.Sync();

        rig.Decide(ladder: "best").IsAllowed.ShouldBeTrue();
    }

    private static AdjustmentOrder Order(long amount, AdjustmentKind kind = AdjustmentKind.Credit) =>
        new("a-1", "day", null, kind, amount, "because", "finance");

    private static IReadOnlyList<Budgets.BudgetPlan> Plans() => [.. LendingRig.PlanWith("10 USD", "1000 USD").Mesh.Scopes["acme/chat"].Budgets];

    private static ScopeBook Open() => new(BookRecord.Empty(LendingRig.Team), "owner-1", Plans());

    private static SyncRequest Ask(long seq, long waiting = 0) =>
        new(LendingRig.Team, One, seq, 0, 0, TimeSpan.FromMilliseconds(5), false, [new SliceReport("day", null, default, new Demand(0, 0, waiting, waiting, waiting, 0))]);

    private static SliceTerms Answer(ScopeBook book, long seq) => book.Answer(Ask(seq), TimeSpan.Zero, Noon).Slices.Single();

    private static SliceTerms Sync(ScopeBook book, long seq, long waiting = 0)
    {
        book.Receive(Ask(seq, waiting), TimeSpan.Zero, Noon);
        Commit(book);
        return Answer(book, seq);
    }

    private static void Commit(ScopeBook book)
    {
        while (book.TryBeginWrite(out _))
            book.CompleteWrite(WriteOutcome.Written, TimeSpan.Zero);
    }
}
