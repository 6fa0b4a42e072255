using BudgetMesh.Budgets;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace BudgetMesh.Tests;

/// <summary>Windows tile time in every zone of the database, whatever its clock does.</summary>
public sealed class WindowTilingTests
{
    private static readonly Config ManyCases = Config.QuickThrowOnFailure.WithMaxTest(3_000);

    [Fact]
    public void Each_instant_is_in_its_window_and_the_windows_around_it_adjoin() =>
        ForEachPeriod((calendar, period, instant) => AssertTiles(calendar, period, instant));

    [Fact]
    public void Around_every_jump_of_every_clock_windows_adjoin()
    {
        foreach (var zone in CalendarMoments.Zones)
        {
            var calendar = new BudgetCalendar(zone, fiscalStartMonth: 2, fiscalStartDay: 31);
            foreach (var jump in CalendarMoments.Jumps(zone))
            {
                foreach (var period in CalendarMoments.PeriodsThatEnd)
                    AssertTiles(calendar, period, jump);
            }
        }
    }

    [Fact]
    public void Keys_grow_with_time() =>
        ForEachPeriod((calendar, period, instant) =>
        {
            var key = calendar.WindowAt(period, instant).Key;
            calendar.WindowAt(period, instant + Duration.FromMinutes(1)).Key.ShouldBeGreaterThanOrEqualTo(key);
            calendar.WindowAt(period, instant + Duration.FromDays(400)).Key.ShouldBeGreaterThan(key);
            calendar.WindowAt(period, Instant.FromUnixTimeSeconds(key)).Key.ShouldBe(key);
        });

    [Fact]
    public void A_day_changes_when_the_furthest_the_clock_has_been_reaches_midnight() =>
        Prop.ForAll(CalendarMoments.Any, Gen.Choose(0, 200_000).ToArbitrary(), (moment, seconds) =>
        {
            var later = moment.Instant + Duration.FromSeconds(seconds);
            var zone = moment.Calendar.Zone;
            var sameWindow = moment.Calendar.WindowAt(BudgetPeriod.Day, moment.Instant) == moment.Calendar.WindowAt(BudgetPeriod.Day, later);
            var sameDate = FurthestLocal(zone, moment.Instant).Date == FurthestLocal(zone, later).Date;
            sameWindow.ShouldBe(sameDate, $"{moment} and {later}");
        }).Check(ManyCases);

    [Fact]
    public void Longer_periods_start_and_end_with_days() =>
        ForEachPeriod((calendar, period, instant) =>
        {
            if (period == BudgetPeriod.Hour)
                return;
            var window = calendar.WindowAt(period, instant);
            calendar.WindowAt(BudgetPeriod.Day, window.Start).Start.ShouldBe(window.Start);
            calendar.WindowAt(BudgetPeriod.Day, window.End).Start.ShouldBe(window.End);
        });

    [Fact]
    public void Months_make_up_quarters_and_quarters_make_up_years() =>
        Prop.ForAll(CalendarMoments.Any, moment =>
        {
            var year = moment.Calendar.WindowAt(BudgetPeriod.Year, moment.Instant);
            CountWithin(moment.Calendar, BudgetPeriod.Quarter, year).ShouldBe(4, moment.ToString());
            CountWithin(moment.Calendar, BudgetPeriod.Month, year).ShouldBe(12, moment.ToString());
        }).Check(ManyCases);

    private static void ForEachPeriod(Action<BudgetCalendar, BudgetPeriod, Instant> assert) =>
        Prop.ForAll(CalendarMoments.Any, Gen.Elements(CalendarMoments.PeriodsThatEnd).ToArbitrary(), (moment, period) =>
            assert(moment.Calendar, period, moment.Instant)).Check(ManyCases);

    private static void AssertTiles(BudgetCalendar calendar, BudgetPeriod period, Instant instant)
    {
        var window = calendar.WindowAt(period, instant);
        var where = $"{calendar.Zone.Id} {period} {instant}: {window}";
        window.Contains(instant).ShouldBeTrue(where);
        window.Contains(window.End).ShouldBeFalse(where);
        calendar.WindowAt(period, window.Start).ShouldBe(window, where);
        calendar.WindowAt(period, window.End - Duration.Epsilon).ShouldBe(window, where);
        calendar.WindowAt(period, window.End).Start.ShouldBe(window.End, where);
        calendar.WindowAt(period, window.Start - Duration.Epsilon).End.ShouldBe(window.Start, where);
    }

    private static int CountWithin(BudgetCalendar calendar, BudgetPeriod period, BudgetWindow whole)
    {
        var count = 0;
        for (var at = whole.Start; at < whole.End; count++)
            at = calendar.WindowAt(period, at).End;
        return count;
    }

    /// <summary>The furthest that the local clock has shown up to an instant: no clock has ever gone back by more than two days.</summary>
    private static LocalDateTime FurthestLocal(DateTimeZone zone, Instant instant)
    {
        var furthest = instant.InZone(zone).LocalDateTime;
        foreach (var interval in zone.GetZoneIntervals(instant - Duration.FromDays(2), instant).Where(interval => interval.HasEnd && interval.End <= instant))
        {
            // The clock shows times up to the end, not the end itself.
            var shown = (interval.End - Duration.Epsilon).WithOffset(interval.WallOffset).LocalDateTime;
            furthest = LocalDateTime.Max(furthest, shown);
        }

        return furthest;
    }
}
