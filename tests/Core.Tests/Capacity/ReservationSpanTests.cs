using BudgetMesh.Capacity;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace BudgetMesh.Tests;

public sealed class ReservationSpanTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    [Fact]
    public void One_time_holds_from_its_beginning_until_before_its_end()
    {
        var (from, until) = (Instant.FromUtc(2026, 12, 1, 8, 0), Instant.FromUtc(2026, 12, 2, 8, 0));
        var span = new ReservationSpan(from, until, null);
        new[] { from - Duration.Epsilon, from, until - Duration.Epsilon, until }.Select(span.IsActive).ShouldBe([false, true, true, false]);
        span.NextChange(Instant.MinValue).ShouldBe(from);
        span.NextChange(from).ShouldBe(until);
        span.NextChange(until).ShouldBeNull();
        ReservationSpan.Always.NextChange(from).ShouldBeNull();
    }

    [Fact]
    public void Hours_stay_the_same_by_the_clock_when_it_is_moved()
    {
        var office = Repeat([IsoDayOfWeek.Monday], 9 * 60, 8 * 60, Berlin);
        office.NextChange(Instant.FromUtc(2026, 3, 23, 0, 0)).ShouldBe(Instant.FromUtc(2026, 3, 23, 8, 0));
        office.NextChange(Instant.FromUtc(2026, 3, 30, 0, 0)).ShouldBe(Instant.FromUtc(2026, 3, 30, 7, 0));
        office.NextChange(Instant.FromUtc(2026, 3, 30, 7, 0)).ShouldBe(Instant.FromUtc(2026, 3, 30, 15, 0));
        office.NextChange(Instant.FromUtc(2026, 3, 30, 15, 0)).ShouldBe(Instant.FromUtc(2026, 4, 6, 7, 0));
    }

    [Theory]
    [InlineData(60, 60, "2026-03-29T00:00Z", "2026-03-29T01:00Z")] // 01:00-02:00, and the clock jumps from 02:00 to 03:00
    [InlineData(90, 60, "2026-03-29T00:30Z", "2026-03-29T01:00Z")] // 01:30-02:30: its end is skipped
    [InlineData(150, 60, "2026-03-29T01:00Z", "2026-03-29T01:30Z")] // 02:30-03:30: its beginning is
    [InlineData(60, 90, "2026-10-25T23:00Z-1d", "2026-10-25T00:30Z")] // 01:00-02:30: 02:30 comes twice, and the first is meant
    [InlineData(150, 15, "2026-10-25T00:30Z", "2026-10-25T00:45Z")]
    [InlineData(120, 60, "2026-10-25T00:00Z", "2026-10-25T02:00Z")] // 02:00-03:00 lasts two hours
    public void In_the_night_of_the_jump_a_time_that_comes_twice_is_the_first_and_a_skipped_one_the_jump(int startMinute, int minutes, string starts, string ends)
    {
        var sunday = Repeat([IsoDayOfWeek.Sunday], startMinute, minutes, Berlin);
        var (start, end) = (At(starts), At(ends));
        sunday.NextChange(start - Duration.FromHours(12)).ShouldBe(start);
        sunday.NextChange(start).ShouldBe(end);
    }

    [Fact]
    public void Hours_that_fall_into_the_jump_alone_do_not_come_that_day()
    {
        var sunday = Repeat([IsoDayOfWeek.Sunday], 120, 60, Berlin);
        sunday.NextChange(Instant.FromUtc(2026, 3, 22, 12, 0)).ShouldBe(Instant.FromUtc(2026, 4, 5, 0, 0));
    }

    [Fact]
    public void Hours_over_midnight_belong_to_the_day_on_which_they_begin()
    {
        var nights = Repeat([IsoDayOfWeek.Friday], 22 * 60, 8 * 60, DateTimeZone.Utc);
        nights.IsActive(Instant.FromUtc(2026, 11, 28, 5, 59)).ShouldBeTrue(); // Saturday
        nights.IsActive(Instant.FromUtc(2026, 11, 27, 5, 59)).ShouldBeFalse();
        nights.NextChange(Instant.FromUtc(2026, 11, 28, 0, 0)).ShouldBe(Instant.FromUtc(2026, 11, 28, 6, 0));
    }

    [Fact]
    public void A_span_that_begins_or_ends_within_its_hours_cuts_them()
    {
        var (from, until) = (Instant.FromUtc(2026, 11, 23, 12, 0), Instant.FromUtc(2026, 11, 24, 12, 0));
        var span = Repeat([IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday], 9 * 60, 8 * 60, DateTimeZone.Utc) with { From = from, Until = until };
        Instant[] changes = [from, Instant.FromUtc(2026, 11, 23, 17, 0), Instant.FromUtc(2026, 11, 24, 9, 0), until];
        Changes(span, from - Duration.FromDays(9)).ShouldBe(changes);
    }

    /// <summary>Touching days make no change; each change is one, and between two there is none.</summary>
    [Fact]
    public void The_next_change_is_where_a_minute_by_minute_look_finds_it() =>
        Prop.ForAll(RandomReservations.Spans.Zip(RandomReservations.Moments).ToArbitrary(), pair =>
        {
            var (span, moment) = pair;
            var next = span.NextChange(moment) ?? Instant.MaxValue;
            var active = span.IsActive(moment);
            for (var minute = 0; minute < 10 * 1440; minute++)
            {
                var at = moment + Duration.FromMinutes(minute);
                if (at >= next)
                {
                    (at - next).ShouldBeLessThan(Duration.FromMinutes(1));
                    span.IsActive(next).ShouldBe(!active);
                    return;
                }

                if (span.IsActive(at) != active)
                    throw new InvalidOperationException($"{span} changes before {at}, and not at {next}");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static IEnumerable<Instant> Changes(ReservationSpan span, Instant after)
    {
        for (var next = span.NextChange(after); next is { } at; next = span.NextChange(at))
            yield return at;
    }

    private static ReservationSpan Repeat(IsoDayOfWeek[] days, int start, int length, DateTimeZone zone) =>
        ReservationSpan.Always with { Hours = new WeeklyHours([.. days], start, length, zone) };

    private static Instant At(string text) => text.EndsWith("-1d", StringComparison.Ordinal)
        ? At(text[..^3]) - Duration.FromDays(1)
        : NodaTime.Text.InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm'Z'").Parse(text).Value;
}
