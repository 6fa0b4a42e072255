using BudgetMesh.Budgets;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Tests.Routing;

public sealed class WeekShapeTests
{
    private static readonly Instant Monday = Instant.FromUtc(2026, 11, 2, 0, 0);
    private static readonly BudgetWindow Week = new(Monday, Monday + Duration.FromDays(7));

    [Fact]
    public void Without_history_the_course_is_a_straight_line()
    {
        var shape = new WeekShape();
        shape.Observe(Monday, 1_000_000);
        shape.Course(Week, Monday).ShouldBe(0);
        shape.Course(Week, Monday + Duration.FromDays(3.5)).ShouldBe(Pace.Whole / 2);
        shape.Course(Week, Week.End).ShouldBe(Pace.Whole);
    }

    [Fact]
    public void After_two_weeks_the_course_follows_the_hours_that_were_spent_in()
    {
        var shape = Office(weeks: 3, Monday - Duration.FromDays(21));
        shape.Course(Week, Monday + Duration.FromHours(8)).ShouldBeLessThan(30_000, "the night before work");
        shape.Course(Week, Monday + Duration.FromHours(18)).ShouldBeInRange(180_000, 210_000, "one of five days is over");
        shape.Course(Week, Monday + Duration.FromDays(5)).ShouldBeGreaterThan(970_000, "the week-end is left");
    }

    [Fact]
    public void A_habit_that_changes_is_followed_within_weeks()
    {
        var shape = Office(weeks: 3, Monday - Duration.FromDays(70));
        for (var week = 7; week > 0; week--)
            shape.Observe(Monday - Duration.FromDays(7 * week) + Duration.FromDays(6), 1_000_000_000); // all of it on Sundays now
        shape.Course(Week, Monday + Duration.FromDays(6)).ShouldBeLessThan(500_000);
    }

    [Fact]
    public void A_course_never_goes_back_and_a_window_without_an_end_has_none()
    {
        var shape = Office(weeks: 3, Monday - Duration.FromDays(21));
        var month = new BudgetWindow(Instant.FromUtc(2026, 11, 1, 0, 0), Instant.FromUtc(2026, 12, 1, 0, 0));
        var before = -1;
        for (var at = month.Start; at <= month.End; at += Duration.FromMinutes(97))
        {
            var course = shape.Course(month, at);
            course.ShouldBeInRange(Math.Max(0, before), Pace.Whole);
            before = course;
        }

        shape.Course(BudgetWindow.Total, Monday).ShouldBe(Pace.Whole);
    }

    [Fact]
    public void An_hour_in_which_nothing_is_spent_any_more_fades()
    {
        var shape = Office(weeks: 3, Monday - Duration.FromDays(56));
        for (var week = 5; week > 0; week--)
            shape.Observe(Monday - Duration.FromDays(7 * week) + Duration.FromDays(6), 100_000); // two and a half times as much, all of it on Sundays
        shape.Course(Week, Monday + Duration.FromDays(6)).ShouldBeLessThan(300_000, "three weeks of five are weighed as an eighth to a thirty-second");
    }

    [Fact]
    public void What_was_kept_has_the_same_course_and_goes_on_learning()
    {
        var shape = Office(weeks: 3, Monday - Duration.FromDays(21));
        var kept = new WeekShape();
        kept.Merge(shape.ToRecord("month")!);
        for (var at = Week.Start; at < Week.End; at += Duration.FromMinutes(431))
            kept.Course(Week, at).ShouldBe(shape.Course(Week, at));

        shape.Observe(Monday + Duration.FromHours(10), 5_000);
        kept.Observe(Monday + Duration.FromHours(10), 5_000);
        kept.ToRecord("month")!.Hours.ShouldBe(shape.ToRecord("month")!.Hours);
        new WeekShape().ToRecord("month").ShouldBeNull();
    }

    [Fact]
    public void What_was_learned_in_two_places_adds_up_whichever_was_first()
    {
        var (first, second) = (Office(weeks: 2, Monday - Duration.FromDays(21)), Office(weeks: 1, Monday - Duration.FromDays(7)));
        var (early, late) = (new WeekShape(), new WeekShape());
        early.Merge(first.ToRecord("month")!);
        early.Merge(second.ToRecord("month")!);
        late.Merge(second.ToRecord("month")!);
        late.Merge(first.ToRecord("month")!);

        late.ToRecord("month")!.Since.ShouldBe(Monday - Duration.FromDays(21) + Duration.FromHours(9));
        late.ToRecord("month")!.Hours.ShouldBe(early.ToRecord("month")!.Hours);
        late.ToRecord("month")!.Hours.ShouldBe(Office(weeks: 3, Monday - Duration.FromDays(21)).ToRecord("month")!.Hours);
    }

    /// <summary>A thousand in each hour from 9 to 17, Monday to Friday.</summary>
    private static WeekShape Office(int weeks, Instant from)
    {
        var shape = new WeekShape();
        for (var hour = 0; hour < weeks * 168; hour++)
        {
            if (hour % 168 / 24 < 5 && hour % 24 is >= 9 and < 17)
                shape.Observe(from + Duration.FromHours(hour), 1_000);
        }

        shape.Observe(from + Duration.FromHours(weeks * 168 - 1), 0);
        return shape;
    }
}
