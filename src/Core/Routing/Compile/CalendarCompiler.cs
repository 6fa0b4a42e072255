using BudgetMesh.Budgets;
using BudgetMesh.Text;
using NodaTime;

namespace BudgetMesh.Routing;

/// <summary>Zone, fiscal start and first day of the week, each as written here or as inherited.</summary>
internal static class CalendarCompiler
{
    public static readonly string[] Weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public static BudgetCalendar Compile(
        string? zone,
        FiscalStartConfig? fiscalStart,
        string? weekStart,
        BudgetCalendar inherited,
        FieldPath field,
        ProblemList problems)
    {
        if (zone is null && fiscalStart is null && weekStart is null)
            return inherited;
        var fiscalField = field.Field("fiscal_start");
        return new BudgetCalendar(
            Zone(zone, field.Field("zone"), problems) ?? inherited.Zone,
            fiscalStart is null ? inherited.FiscalStartMonth : OneTo(12, fiscalStart.Month, "a month", fiscalField.Field("month"), problems),
            fiscalStart is null ? inherited.FiscalStartDay : OneTo(31, fiscalStart.Day, "a day of the month", fiscalField.Field("day"), problems),
            Weekday(weekStart, field.Field("week_start"), problems) ?? inherited.FirstDayOfWeek);
    }

    public static DateTimeZone? Zone(string? id, FieldPath field, ProblemList problems)
    {
        if (id is null)
            return null;
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        if (zone is null)
        {
            var meant = DidYouMean.Clause(id, DateTimeZoneProviders.Tzdb.Ids);
            problems.Add(field, $"unknown zone \"{id}\"{(meant.Length > 0 ? meant : ": write an IANA name such as Europe/Berlin")}");
        }

        return zone;
    }

    private static int OneTo(int most, string? text, string what, FieldPath field, ProblemList problems) =>
        text is null ? 1 : NumberText.Whole(text, 1, most, what, field, problems) ?? 1;

    private static IsoDayOfWeek? Weekday(string? text, FieldPath field, ProblemList problems)
    {
        if (text is null)
            return null;
        var day = Array.IndexOf(Weekdays, text);
        if (day >= 0)
            return (IsoDayOfWeek)(day + 1);
        problems.Add(field, NameText.Unknown("day of the week", text, Weekdays));
        return null;
    }
}
