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

    private static SliceCounters Some(long[] values)
    {
        long At(int index) => index < values.Length ? Math.Abs(values[index] % 1000) : 0;
        return new SliceCounters(At(0), At(1), At(2), At(3), At(4), At(5), At(6));
    }
}
