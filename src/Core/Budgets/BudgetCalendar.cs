using NodaTime;
using NodaTime.TimeZones;

namespace BudgetMesh.Budgets;

/// <summary>
/// Where the windows of a budget start and end: a pure function of time, so nothing has to run at midnight. A day, week,
/// month, quarter or year starts at the first instant at which the local clock has reached midnight of its first date.
/// Hence the windows of a period tile time whatever the zone does: where midnight is skipped, the window starts at the jump;
/// where midnight comes twice, at the first; and a date that the zone left out has no window. What the clock shows a second
/// time still belongs to the window that has begun: a window, once over, is never open again.
/// </summary>
public sealed record BudgetCalendar
{
    private static readonly Instant Earliest = Instant.FromUtc(1, 1, 1, 0, 0);
    private static readonly Instant Latest = Instant.FromUtc(9998, 1, 1, 0, 0);

    private static readonly ZoneLocalMappingResolver FirstInstantAtOrAfter =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <param name="zone">A zone of the IANA database.</param>
    /// <param name="fiscalStartMonth">1 to 12: the month in which fiscal years start; quarters start there and every three months.</param>
    /// <param name="fiscalStartDay">1 to 31: the day on which fiscal months, quarters and years start; the last day of shorter months.</param>
    /// <param name="firstDayOfWeek">The day on which weeks start.</param>
    /// <exception cref="ArgumentOutOfRangeException">Month, day or day of the week out of range.</exception>
    public BudgetCalendar(
        DateTimeZone zone,
        int fiscalStartMonth = 1,
        int fiscalStartDay = 1,
        IsoDayOfWeek firstDayOfWeek = IsoDayOfWeek.Monday)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fiscalStartMonth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fiscalStartMonth, 12);
        ArgumentOutOfRangeException.ThrowIfLessThan(fiscalStartDay, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fiscalStartDay, 31);
        if (firstDayOfWeek is < IsoDayOfWeek.Monday or > IsoDayOfWeek.Sunday)
            throw new ArgumentOutOfRangeException(nameof(firstDayOfWeek), firstDayOfWeek, "not a day of the week");
        Zone = zone;
        FiscalStartMonth = fiscalStartMonth;
        FiscalStartDay = fiscalStartDay;
        FirstDayOfWeek = firstDayOfWeek;
    }

    /// <summary>Calendar months and years, weeks from Monday, in UTC.</summary>
    public static BudgetCalendar Utc { get; } = new(DateTimeZone.Utc);

    public DateTimeZone Zone { get; }

    public int FiscalStartMonth { get; }

    public int FiscalStartDay { get; }

    public IsoDayOfWeek FirstDayOfWeek { get; }

    /// <summary>The one window of <paramref name="period"/> that contains <paramref name="instant"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The period ends and the instant is not in the years 1 to 9997.</exception>
    public BudgetWindow WindowAt(BudgetPeriod period, Instant instant)
    {
        if (period == BudgetPeriod.Total)
            return BudgetWindow.Total;
        if (instant < Earliest || instant >= Latest)
            throw new ArgumentOutOfRangeException(nameof(instant), instant, "windows are known for the years 1 to 9997");
        if (period == BudgetPeriod.Hour)
            return HourWindows.At(Zone, instant);

        var first = FirstDate(period, instant.InZone(Zone).Date);
        var start = InstantOf(first);
        while (true)
        {
            var next = NextFirstDate(period, first);
            var end = InstantOf(next);
            if (instant < end)
                return new BudgetWindow(start, end);
            // The clock went back over a midnight that had already come, so the local date lags behind the window.
            (first, start) = (next, end);
        }
    }

    private LocalDate FirstDate(BudgetPeriod period, LocalDate date) => period switch
    {
        BudgetPeriod.Day => date,
        BudgetPeriod.Week => date.PlusDays(-(((int)date.DayOfWeek - (int)FirstDayOfWeek + 7) % 7)),
        _ => FiscalDates.StartOnOrBefore(date, Months(period), FiscalStartMonth, FiscalStartDay),
    };

    private LocalDate NextFirstDate(BudgetPeriod period, LocalDate first) => period switch
    {
        BudgetPeriod.Day => first.PlusDays(1),
        BudgetPeriod.Week => first.PlusDays(7),
        _ => FiscalDates.StartAfter(first, Months(period), FiscalStartDay),
    };

    private static int Months(BudgetPeriod period) => period switch
    {
        BudgetPeriod.Month => 1,
        BudgetPeriod.Quarter => 3,
        BudgetPeriod.Year => 12,
        _ => throw new ArgumentOutOfRangeException(nameof(period), period, "not a period of months"),
    };

    private Instant InstantOf(LocalDate first) => Zone.ResolveLocal(first.AtMidnight(), FirstInstantAtOrAfter).ToInstant();
}
