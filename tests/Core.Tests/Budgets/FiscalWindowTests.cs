using BudgetMesh.Budgets;
using NodaTime;
using NodaTime.Text;

namespace BudgetMesh.Tests;

public sealed class FiscalWindowTests
{
    [Theory]
    [InlineData("2026-01-30", "2025-12-31", "2026-01-31")]
    [InlineData("2026-01-31", "2026-01-31", "2026-02-28")]
    [InlineData("2026-02-28", "2026-02-28", "2026-03-31")] // the 31st is not forgotten after a short month
    [InlineData("2024-02-28", "2024-01-31", "2024-02-29")]
    [InlineData("2024-02-29", "2024-02-29", "2024-03-31")]
    [InlineData("2026-04-29", "2026-03-31", "2026-04-30")]
    [InlineData("2026-04-30", "2026-04-30", "2026-05-31")]
    public void A_month_from_the_31st_starts_on_the_last_day_of_shorter_months(string date, string start, string end) =>
        AssertWindow(BudgetPeriod.Month, month: 1, day: 31, date, start, end);

    [Theory]
    [InlineData(2, 29, "2026-02-27", "2025-11-29", "2026-02-28")]
    [InlineData(2, 29, "2026-02-28", "2026-02-28", "2026-05-29")]
    [InlineData(4, 6, "2026-04-05", "2026-01-06", "2026-04-06")]
    [InlineData(4, 6, "2026-01-05", "2025-10-06", "2026-01-06")]
    [InlineData(12, 31, "2026-03-30", "2025-12-31", "2026-03-31")]
    [InlineData(12, 31, "2026-06-30", "2026-06-30", "2026-09-30")]
    public void A_quarter_starts_every_three_months_from_the_fiscal_start(int month, int day, string date, string start, string end) =>
        AssertWindow(BudgetPeriod.Quarter, month, day, date, start, end);

    [Theory]
    [InlineData(1, 1, "2026-12-31", "2026-01-01", "2027-01-01")]
    [InlineData(4, 6, "2026-04-05", "2025-04-06", "2026-04-06")]
    [InlineData(4, 6, "2026-04-06", "2026-04-06", "2027-04-06")]
    [InlineData(2, 29, "2024-02-28", "2023-02-28", "2024-02-29")]
    [InlineData(2, 29, "2024-02-29", "2024-02-29", "2025-02-28")]
    [InlineData(12, 31, "2026-12-30", "2025-12-31", "2026-12-31")]
    public void A_year_starts_on_the_fiscal_start(int month, int day, string date, string start, string end) =>
        AssertWindow(BudgetPeriod.Year, month, day, date, start, end);

    [Theory]
    [InlineData(IsoDayOfWeek.Monday, "2026-11-22", "2026-11-16", "2026-11-23")]
    [InlineData(IsoDayOfWeek.Monday, "2026-11-23", "2026-11-23", "2026-11-30")]
    [InlineData(IsoDayOfWeek.Sunday, "2026-11-22", "2026-11-22", "2026-11-29")]
    [InlineData(IsoDayOfWeek.Saturday, "2026-11-20", "2026-11-14", "2026-11-21")]
    public void A_week_starts_on_its_first_day(IsoDayOfWeek first, string date, string start, string end) =>
        new BudgetCalendar(DateTimeZone.Utc, firstDayOfWeek: first).WindowAt(BudgetPeriod.Week, Noon(date))
            .ShouldBe(new BudgetWindow(Midnight(start), Midnight(end)));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(13, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 32)]
    public void A_fiscal_start_out_of_range_is_refused(int month, int day) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new BudgetCalendar(DateTimeZone.Utc, month, day));

    private static void AssertWindow(BudgetPeriod period, int month, int day, string date, string start, string end) =>
        new BudgetCalendar(DateTimeZone.Utc, month, day).WindowAt(period, Noon(date))
            .ShouldBe(new BudgetWindow(Midnight(start), Midnight(end)));

    private static Instant Midnight(string date) => LocalDatePattern.Iso.Parse(date).Value.AtMidnight().InUtc().ToInstant();

    private static Instant Noon(string date) => Midnight(date) + Duration.FromHours(12);
}
