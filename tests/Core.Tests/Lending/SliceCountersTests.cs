using BudgetMesh.Lending;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests.Lending;

public sealed class SliceCountersTests
{
    [Fact]
    public void Merging_is_the_same_in_any_order_and_any_number_of_times() =>
        Prop.ForAll<long[], long[]>((left, right) =>
        {
            var (a, b) = (Some(left), Some(right));
            return a.Merge(b) == b.Merge(a) && a.Merge(b).Merge(b) == a.Merge(b) && a.Merge(a) == a;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_was_lent_is_free_held_spent_or_returned()
    {
        var counters = new SliceCounters(Granted: 100, Returned: 10, Charged: 50, Released: 15, Settled: 20, Corrected: 5, Overdraft: 0);
        (counters.Free + counters.Held + counters.Spent + counters.Returned).ShouldBe(counters.Granted);
        (counters.Free, counters.Held, counters.Spent, counters.Exposure).ShouldBe((55, 20, 15, 90));
    }

    [Fact]
    public void An_overdraft_counts_once()
    {
        var counters = new SliceCounters(Granted: 100, Returned: 0, Charged: 130, Released: 0, Settled: 130, Corrected: 0, Overdraft: 30);
        (counters.Exposure, counters.Free).ShouldBe((130, -30));
        (counters with { Granted = 130 }).Exposure.ShouldBe(130, "the next rights cover it");
    }

    [Fact]
    public void Two_stories_of_one_incarnation_make_a_third_that_can_be_and_frees_nothing_that_either_settled() =>
        Prop.ForAll<long[], long[]>((left, right) =>
        {
            var (a, b) = (Possible(left), Possible(right));
            var both = a.Merge(b).Reconciled();
            return both.Contradiction is null && both.Exposure >= Math.Max(a.Settled, b.Settled) - both.Corrected;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_stories_that_hold_nothing_make_one_that_holds_nothing() =>
        Prop.ForAll<long[], long[]>((left, right) =>
        {
            var (a, b) = (AtRest(Some(left)), AtRest(Some(right)));
            return a.Merge(b).Reconciled().Held == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_later_snapshot_of_the_same_story_is_taken_as_it_is() =>
        Prop.ForAll<long[], long[]>((first, more) =>
        {
            var (a, on) = (Possible(first), Possible(more));
            var later = new SliceCounters(
                a.Granted + on.Granted, a.Returned + on.Returned, a.Charged + on.Charged, a.Released + on.Released, a.Settled + on.Settled, a.Corrected + on.Corrected, a.Overdraft + on.Overdraft);
            return a.Merge(later).Reconciled() == later;
        }).QuickCheckThrowOnFailure();

    /// <summary>Counters that one slice can have.</summary>
    private static SliceCounters Possible(long[] values)
    {
        var some = Some(values);
        var settled = some.Settled + some.Corrected;
        return some with { Granted = some.Granted + some.Returned, Settled = settled, Charged = some.Charged + some.Released + settled };
    }

    private static SliceCounters AtRest(SliceCounters some) => some with { Corrected = 0, Charged = some.Released + some.Settled };

    private static SliceCounters Some(long[] values)
    {
        long At(int index) => index < values.Length ? Math.Abs(values[index] % 1000) : 0;
        return new SliceCounters(At(0), At(1), At(2), At(3), At(4), At(5), At(6));
    }
}
