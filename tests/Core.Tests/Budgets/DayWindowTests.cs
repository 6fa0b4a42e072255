using BudgetMesh.Budgets;
using NodaTime;
using NodaTime.Text;

namespace BudgetMesh.Tests;

/// <summary>Days in zones whose clocks do something at midnight. All instants are UTC.</summary>
public sealed class DayWindowTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")] // 23 hours
    [InlineData("Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")] // 25 hours
    [InlineData("America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z")] // 00:00 becomes 01:00
    [InlineData("America/Sao_Paulo", "2018-02-18T02:30:00Z", "2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z")] // 24:00 becomes 23:00
    [InlineData("Asia/Beirut", "2022-03-27T12:00:00Z", "2022-03-26T22:00:00Z", "2022-03-27T21:00:00Z")] // 00:00 becomes 01:00
    [InlineData("Africa/Cairo", "2024-04-26T12:00:00Z", "2024-04-25T22:00:00Z", "2024-04-26T21:00:00Z")] // 00:00 becomes 01:00
    [InlineData("Africa/Cairo", "2024-10-31T21:30:00Z", "2024-10-30T21:00:00Z", "2024-10-31T22:00:00Z")] // 24:00 becomes 23:00
    [InlineData("Asia/Kathmandu", "2026-01-01T00:00:00Z", "2025-12-31T18:15:00Z", "2026-01-01T18:15:00Z")]
    [InlineData("Etc/UTC", "2024-02-29T23:59:59Z", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z")]
    public void A_day_runs_from_its_first_instant_to_the_next_days(string zone, string at, string start, string end) =>
        Day(zone, at).ShouldBe(new BudgetWindow(Utc(start), Utc(end)));

    [Fact]
    public void What_the_clock_shows_again_after_midnight_stays_in_the_new_day()
    {
        // At 00:01 the clock of St. John's went back to 23:01 of the day before.
        var day = new BudgetWindow(Utc("2006-10-29T02:30:00Z"), Utc("2006-10-30T03:30:00Z"));
        Day("America/St_Johns", "2006-10-29T02:30:30Z").ShouldBe(day);
        Day("America/St_Johns", "2006-10-29T03:00:00Z").ShouldBe(day);
        Day("America/St_Johns", "2006-10-29T03:30:00Z").ShouldBe(day);
    }

    [Fact]
    public void A_date_that_the_zone_left_out_has_no_window()
    {
        // Samoa went from 29 to 31 December 2011.
        var jump = Utc("2011-12-30T10:00:00Z");
        Day("Pacific/Apia", "2011-12-30T09:59:59Z").ShouldBe(new BudgetWindow(Utc("2011-12-29T10:00:00Z"), jump));
        Day("Pacific/Apia", "2011-12-30T10:00:00Z").ShouldBe(new BudgetWindow(jump, Utc("2011-12-31T10:00:00Z")));
    }

    [Fact]
    public void A_month_that_starts_on_a_left_out_date_starts_at_the_jump()
    {
        var calendar = new BudgetCalendar(DateTimeZoneProviders.Tzdb["Pacific/Apia"], fiscalStartDay: 30);
        calendar.WindowAt(BudgetPeriod.Month, Utc("2012-01-10T00:00:00Z")).Start.ShouldBe(Utc("2011-12-30T10:00:00Z"));
    }

    [Fact]
    public void A_date_that_comes_twice_is_one_window()
    {
        // Alaska changed sides of the date line in October 1867.
        var calendar = new BudgetCalendar(DateTimeZoneProviders.Tzdb["America/Juneau"]);
        var window = calendar.WindowAt(BudgetPeriod.Day, Utc("1867-10-18T20:00:00Z"));
        (window.End - window.Start).ShouldBe(Duration.FromHours(48));
    }

    [Fact]
    public void A_total_never_ends()
    {
        var window = BudgetCalendar.Utc.WindowAt(BudgetPeriod.Total, Instant.MaxValue);
        window.Contains(Instant.MinValue).ShouldBeTrue();
        window.Contains(Instant.MaxValue).ShouldBeTrue();
        window.Key.ShouldBe(0);
    }

    [Fact]
    public void An_instant_outside_of_the_known_years_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => BudgetCalendar.Utc.WindowAt(BudgetPeriod.Day, Instant.MinValue));
        Should.Throw<ArgumentOutOfRangeException>(() => BudgetCalendar.Utc.WindowAt(BudgetPeriod.Hour, Instant.MaxValue));
    }

    private static BudgetWindow Day(string zone, string at) =>
        new BudgetCalendar(DateTimeZoneProviders.Tzdb[zone]).WindowAt(BudgetPeriod.Day, Utc(at));

    private static Instant Utc(string text) => InstantPattern.ExtendedIso.Parse(text).Value;
}
