using NodaTime;

namespace BudgetMesh.Budgets;

/// <summary>
/// The first dates of fiscal months, quarters and years. A start day that a month does not have (31 in April, 29 in most
/// Februaries) is the last day of that month.
/// </summary>
internal static class FiscalDates
{
    private const int MonthsPerYear = 12;

    /// <summary>The latest start on or before <paramref name="date"/> of a period of <paramref name="monthsPerPeriod"/> months.</summary>
    public static LocalDate StartOnOrBefore(LocalDate date, int monthsPerPeriod, int startMonth, int startDay)
    {
        var month = MonthNumber(date);
        var intoPeriod = (month - (startMonth - 1)) % monthsPerPeriod;
        var candidate = month - (intoPeriod < 0 ? intoPeriod + monthsPerPeriod : intoPeriod);
        var start = StartInMonth(candidate, startDay);
        return start <= date ? start : StartInMonth(candidate - monthsPerPeriod, startDay);
    }

    /// <summary>
    /// The start that follows <paramref name="start"/>. It is counted in months, not in days: adding a month to 28 February
    /// would forget that the period starts on the 31st.
    /// </summary>
    public static LocalDate StartAfter(LocalDate start, int monthsPerPeriod, int startDay) =>
        StartInMonth(MonthNumber(start) + monthsPerPeriod, startDay);

    private static LocalDate StartInMonth(int monthNumber, int startDay)
    {
        var year = monthNumber / MonthsPerYear;
        var month = (monthNumber % MonthsPerYear) + 1;
        return new LocalDate(year, month, Math.Min(startDay, CalendarSystem.Iso.GetDaysInMonth(year, month)));
    }

    private static int MonthNumber(LocalDate date) => (date.Year * MonthsPerYear) + date.Month - 1;
}
