using BudgetMesh.Budgets;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NodaTime.Text;

namespace BudgetMesh.Tests;

/// <summary>All instants are UTC.</summary>
public sealed class HourWindowTests
{
    [Theory]
    [InlineData("Asia/Kolkata", "2026-05-05T10:29:59Z", "2026-05-05T09:30:00Z", "2026-05-05T10:30:00Z")]
    [InlineData("Asia/Kathmandu", "2026-05-05T10:15:00Z", "2026-05-05T10:15:00Z", "2026-05-05T11:15:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z")] // 02:30, summer time
    [InlineData("Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z")] // 02:30 again
    [InlineData("Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")] // 03:00, after 01:59
    [InlineData("America/St_Johns", "2006-10-29T02:31:30Z", "2006-10-29T02:30:00Z", "2006-10-29T03:30:00Z")] // back an hour at 00:01
    [InlineData("Australia/Lord_Howe", "2026-04-04T14:59:00Z", "2026-04-04T14:00:00Z", "2026-04-04T15:00:00Z")] // 02:00 becomes 01:30
    [InlineData("Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z")] // the half hour again
    [InlineData("Australia/Lord_Howe", "2026-10-03T15:45:00Z", "2026-10-03T15:30:00Z", "2026-10-03T16:00:00Z")] // 02:00 becomes 02:30
    public void An_hour_is_cut_where_the_local_clock_shows_a_full_one(string zone, string at, string start, string end) =>
        new BudgetCalendar(DateTimeZoneProviders.Tzdb[zone]).WindowAt(BudgetPeriod.Hour, Utc(at))
            .ShouldBe(new BudgetWindow(Utc(start), Utc(end)));

    [Fact]
    public void No_hour_is_longer_than_an_hour() =>
        Prop.ForAll(CalendarMoments.Any, moment =>
        {
            var window = moment.Calendar.WindowAt(BudgetPeriod.Hour, moment.Instant);
            (window.End - window.Start).ShouldBeInRange(Duration.Epsilon, Duration.FromHours(1));
        }).QuickCheckThrowOnFailure();

    private static Instant Utc(string text) => InstantPattern.ExtendedIso.Parse(text).Value;
}
