using BudgetMesh.Rates;
using BudgetMesh.Replay.Measures;

namespace BudgetMesh.Replay.Tests;

/// <summary>Made runs of three scopes on a deployment of 1,000 tokens a second, half of it reserved by the first, which is idle from 40 s to 80 s.</summary>
public sealed class ReservationMeasureTests
{
    private const int Seconds = 120, Capacity = 1_000, Reserved = 500, IdleFrom = 40, IdleTo = 80;

    private static readonly ReservedRate Reservation = new(ScopePath.Parse("acme/search"), "a/b", LimitUnit.Tokens, Reserved * 60);

    [Fact]
    public void A_perfect_allocation_is_measured_as_one()
    {
        var measure = Measure(searchUsed: second => Reserved, othersUsed: second => IsIdle(second) ? Capacity : Capacity - Reserved);

        (measure.Honoured().Share, measure.OthersOfRest().Share, measure.Borrowed().Share, measure.ReturnedMilliseconds()).ShouldBe((1, 1, 1, 0));
    }

    [Fact]
    public void What_a_holder_misses_what_others_leave_and_what_nobody_borrows_shows()
    {
        var measure = Measure(searchUsed: second => 400, othersUsed: second => IsIdle(second) ? 760 : 300);

        measure.Honoured().Share!.Value.ShouldBe(0.8, 0.01);
        measure.OthersOfRest().Share!.Value.ShouldBe(0.5, 0.01);
        measure.Borrowed().Share!.Value.ShouldBe(0.76, 0.01);
        measure.ReturnedMilliseconds().ShouldBeNull();
    }

    [Fact]
    public void Capacity_that_comes_back_late_shows_as_time_and_until_then_not_as_a_share()
    {
        var measure = Measure(searchUsed: second => second is >= IdleTo and < IdleTo + 2 ? 0 : Reserved, othersUsed: second => IsIdle(second) ? Capacity : Capacity - Reserved);

        measure.ReturnedMilliseconds().ShouldNotBeNull().ShouldBeInRange(1_800, 2_200);
        measure.Honoured().Share.ShouldBe(1);
    }

    [Fact]
    public void A_holder_that_asks_for_less_gets_all_of_it_and_the_others_get_the_rest()
    {
        var measure = Measure(searchUsed: second => 200, othersUsed: second => IsIdle(second) ? Capacity : 800, searchAsked: 200);

        (measure.Honoured().Share, measure.OthersOfRest().Share).ShouldBe((1, 1));
    }

    [Fact]
    public void The_time_of_a_drop_and_of_the_recovery_from_it_is_not_judged()
    {
        var drop = new RunSpan(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
        var measure = Measure(searchUsed: second => second is >= 10 and < 50 ? 0 : Reserved, othersUsed: second => IsIdle(second) ? Capacity : Capacity - Reserved, drop: drop);

        measure.Honoured().Share.ShouldBe(1);
    }

    [Fact]
    public void Without_an_idle_time_nothing_is_borrowed_and_nothing_returns()
    {
        var measure = new ReservationMeasure(new RunMeters(new UsageMeter(), new UsageMeter(), new UsageMeter(), [], []), Reservation, Capacity);

        (measure.Honoured().Share, measure.Borrowed().Share, measure.ReturnedMilliseconds()).ShouldBe((null, null, null));
    }

    private static bool IsIdle(int second) => second is >= IdleFrom and < IdleTo;

    private static ReservationMeasure Measure(Func<int, int> searchUsed, Func<int, int> othersUsed, int searchAsked = 700, RunSpan? drop = null)
    {
        var (asked, served) = (new UsageMeter(), new UsageMeter());
        for (var step = 0; step < Seconds * UsageMeter.StepsPerSecond; step++)
        {
            var (second, at) = (step / UsageMeter.StepsPerSecond, TimeSpan.FromSeconds((double)step / UsageMeter.StepsPerSecond));
            void Add(UsageMeter meter, string scope, string? deployment, int perSecond) => meter.Add(at, new UsageKey(scope, deployment), perSecond / UsageMeter.StepsPerSecond, 0);
            if (!IsIdle(second))
            {
                Add(asked, "acme/search/run", null, searchAsked);
                Add(served, "acme/search/run", "a/b", searchUsed(second));
            }

            foreach (var other in (string[])["acme/chat", "acme/searching"])
            {
                Add(asked, other, null, 900);
                Add(served, other, "a/b", othersUsed(second) / 2);
                Add(served, other, "a/other", 5_000);
            }
        }

        var idle = new IdleSpan(Reservation.Scope, new RunSpan(TimeSpan.FromSeconds(IdleFrom), TimeSpan.FromSeconds(IdleTo - IdleFrom)));
        return new ReservationMeasure(new RunMeters(asked, served, new UsageMeter(), [idle], drop is { } span ? [span] : []), Reservation, Capacity);
    }
}
