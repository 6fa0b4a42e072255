using BudgetMesh.Replay.Measures;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Replay.Tests;

public sealed class MeasureTests
{
    [Theory]
    [InlineData("10 10 10", "10 10 10", 1.0)]
    [InlineData("10 10 10 10 0", "0 10 10 10 10", 1.0)] // a second late, but in time
    [InlineData("10 10 10 10 10 0 0", "5 5 5 5 5 0 0", 0.5)]
    [InlineData("10 0 0 10 0 0", "0 0 0 20 0 0", 0.5)] // after three seconds it is too late
    [InlineData("0 0 10 0 0", "10 10 0 0 0", 0.0)] // plenty before is no help
    [InlineData("10 10 0 0", "100 0 0 0", 0.5)] // nor is plenty of another second
    [InlineData("10 10 10 10 10", "9 9 9 9 9", 0.9)] // a small want shows, though each is served within a second
    public void What_is_due_is_served_oldest_first_and_in_time(string due, string used, double share) =>
        ServedInTime.Of(Numbers(due), Numbers(used)).Share!.Value.ShouldBe(share, 1e-9);

    [Fact]
    public void Of_nothing_that_is_due_there_is_no_share() => ServedInTime.Of([0, 0], [5, 5]).Share.ShouldBeNull();

    [Fact]
    public void No_more_is_served_than_was_due_or_used_and_patience_only_helps() => Prop.ForAll(
        Gen.Choose(0, 20).Two().NonEmptyListOf().ToArbitrary(),
        seconds =>
        {
            double[] due = [.. seconds.Select(second => (double)second.Item1)], used = [.. seconds.Select(second => (double)second.Item2)];
            var served = Enumerable.Range(0, 4).Select(patience => ServedInTime.Of(due, used, patience).Served).ToList();
            return served.TrueForAll(sum => sum <= due.Sum() && sum <= used.Sum()) && served.SequenceEqual(served.Order())
                && served[0] == due.Zip(used, Math.Min).Sum();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Lumps_and_jitter_at_the_reserved_rate_lose_nothing()
    {
        // Always due: 100 a second. Used: the same on average, alternating.
        double[] due = [.. Enumerable.Repeat(100.0, 60)], used = [.. Enumerable.Range(0, 60).Select(second => second % 2 == 0 ? 40.0 : 160.0)];

        ServedInTime.Of(due, used).Share!.Value.ShouldBe(1, 0.001);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 500)]
    [InlineData(13, 1_300)]
    [InlineData(70, 7_000)]
    public void The_return_is_when_the_reserved_rate_is_reached(int starvedSteps, int milliseconds)
    {
        // Idle for five seconds, then it asks for 150 a second, of which 100 are reserved.
        long[] asked = [.. Enumerable.Repeat(0L, 50), .. Enumerable.Repeat(15L, 300)];
        long[] used = [.. Enumerable.Repeat(0L, 50 + starvedSteps), .. Enumerable.Repeat(10L, 300 - starvedSteps)];

        var returned = Return.Milliseconds(asked, used, reservedPerSecond: 100, from: 48);

        returned.ShouldNotBeNull().ShouldBeInRange(milliseconds, milliseconds + 200);
    }

    [Fact]
    public void Half_the_reserved_rate_is_no_return()
    {
        long[] asked = [.. Enumerable.Repeat(15L, 300)], used = [.. Enumerable.Repeat(5L, 300)];

        Return.Milliseconds(asked, used, reservedPerSecond: 100, from: 0).ShouldBeNull();
    }

    [Fact]
    public void Who_asks_for_less_than_is_reserved_need_not_get_more()
    {
        long[] asked = [.. Enumerable.Repeat(3L, 300)];

        Return.Milliseconds(asked, asked, reservedPerSecond: 100, from: 0).ShouldBe(0);
    }

    [Fact]
    public void Who_never_asks_again_never_returns() => Return.Milliseconds(new long[100], new long[100], 100, 50).ShouldBeNull();

    [Theory]
    [InlineData("5 5 5", 1.0)]
    [InlineData("9 0 0", 1.0 / 3)]
    [InlineData("1 3", 0.8)]
    [InlineData("0 0", null)]
    [InlineData("", null)]
    public void Jains_index_is_one_for_the_even_and_one_nth_for_the_greedy(string amounts, double? index)
    {
        if (index is { } expected)
            JainIndex.Of(Numbers(amounts))!.Value.ShouldBe(expected, 1e-12);
        else
            JainIndex.Of(Numbers(amounts)).ShouldBeNull();
    }

    [Fact]
    public void Fairness_is_judged_where_all_ask_for_most_above_their_share()
    {
        // One asks for little in the first minute, both for much in the second, most in its middle.
        double[] one = [.. Enumerable.Repeat(5.0, 60), .. Enumerable.Repeat(30.0, 15), .. Enumerable.Repeat(40.0, 30), .. Enumerable.Repeat(30.0, 15)];
        double[] used = [.. Enumerable.Repeat(5.0, 60), .. Enumerable.Repeat(10.0, 60)], more = [.. Enumerable.Repeat(15.0, 60), .. Enumerable.Repeat(12.0, 60)];

        var span = FairSpan.Find([one, [.. Enumerable.Repeat(100.0, 120)]], [used, more], _ => true).ShouldNotBeNull();

        span.FromSecond.ShouldBe(75);
        span.Jain.ShouldBe(22.0 * 22 / (2 * (100 + 144)), 1e-9);
        FairSpan.Find([one, one], [used, more], second => second < 60).ShouldBeNull();
    }

    private static double[] Numbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
}
