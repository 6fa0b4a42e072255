using BudgetMesh.Rates;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests.Rates;

/// <summary>The figures are those that RFC 6298 gives by hand.</summary>
public sealed class AnswerTimerTests
{
    private readonly AnswerTimer _timer = new();

    [Fact]
    public void Before_anything_was_measured_it_is_the_first_figure() => _timer.Timeout.ShouldBe(RateRules.AnswerFirst);

    [Fact]
    public void It_is_the_smoothed_round_trip_and_four_times_its_variation()
    {
        _timer.Answered(Ms(80)); // smoothed 80, varies by 40
        _timer.Timeout.ShouldBe(Ms(240));
        _timer.Answered(Ms(120)); // varies by 40 as well, now around 85
        _timer.Timeout.ShouldBe(Ms(245));
        _timer.Answered(Ms(85)); // varies by 30
        _timer.Timeout.ShouldBe(Ms(205));
        _timer.Answered(Ms(45)); // shorter counts as much as longer: 32.5 around 80
        _timer.Timeout.ShouldBe(Ms(210));
    }

    [Fact]
    public void It_has_a_least_and_a_most()
    {
        _timer.Answered(TimeSpan.Zero);
        _timer.Timeout.ShouldBe(RateRules.AnswerLeast);
        _timer.Answered(TimeSpan.FromMinutes(1));
        _timer.Timeout.ShouldBe(RateRules.AnswerMost);
    }

    [Fact]
    public void It_doubles_with_each_loss_in_a_row_and_an_answer_forgets_them()
    {
        _timer.Answered(Ms(80));
        Losses(hasLease: false, 4).ShouldBe([Ms(480), Ms(960), Ms(1920), RateRules.AnswerMost]);
        _timer.Answered(Ms(120));
        _timer.Timeout.ShouldBe(Ms(245));
    }

    [Fact]
    public void While_something_is_to_be_renewed_it_doubles_less_far_but_is_never_shortened_by_a_loss()
    {
        _timer.Answered(Ms(80));
        Losses(hasLease: true, 3).ShouldBe([Ms(480), RateRules.AnswerLeased, RateRules.AnswerLeased]);
        Losses(hasLease: false, 1).ShouldBe([Ms(1000)]);
        Losses(hasLease: true, 1).ShouldBe([Ms(1000)]);
    }

    [Fact]
    public void A_round_trip_that_has_become_longer_than_any_wait_with_a_lease_is_measured_when_the_lease_has_ended()
    {
        for (var i = 0; i < 100; i++)
            _timer.Answered(Ms(5));
        var slow = Ms(1500);
        var (spent, losses) = (TimeSpan.Zero, 0);
        while (_timer.Timeout < slow)
        {
            spent += _timer.Timeout;
            _timer.Lost(hasLease: spent < RateRules.Lease);
            (++losses).ShouldBeLessThan(20);
        }

        _timer.Answered(slow);
        _timer.Timeout.ShouldBeGreaterThan(Ms(500));
        spent.ShouldBeLessThan(RateRules.Lease + 2 * RateRules.AnswerMost);
    }

    [Fact]
    public void Whatever_happens_it_stays_within_its_bounds_and_regular_round_trips_bring_it_near_to_theirs() => Prop.ForAll<int[]>(script =>
    {
        var timer = new AnswerTimer();
        foreach (var step in script)
        {
            if (step < 0)
                timer.Lost(hasLease: step % 2 == 0);
            else
                timer.Answered(TimeSpan.FromTicks((long)step * 100_000));
            timer.Timeout.ShouldBeInRange(RateRules.AnswerLeast, RateRules.AnswerMost);
        }

        for (var i = 0; i < 100; i++)
            timer.Answered(Ms(400));
        timer.Timeout.ShouldBeInRange(Ms(400), Ms(420));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_slice_outlives_four_lost_messages_and_the_time_before_them()
    {
        _timer.Answered(Ms(5));
        var spent = RateRules.Refresh + _timer.Timeout + Losses(hasLease: true, 4).Aggregate(static (sum, next) => sum + next);
        spent.ShouldBeLessThan(RateRules.Lease);
        (RateRules.AnswerLeast < RateRules.AnswerLeased && RateRules.AnswerLeased < RateRules.AnswerFirst && RateRules.AnswerFirst < RateRules.AnswerMost).ShouldBeTrue();
        RateRules.AnswerMost.ShouldBeLessThan(RateRules.Lease, "or an answer that is still waited for could only renew what has ended");
    }

    private TimeSpan[] Losses(bool hasLease, int count) =>
        [.. Enumerable.Range(0, count).Select(_ =>
        {
            _timer.Lost(hasLease);
            return _timer.Timeout;
        })];

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
