using System.Collections.Immutable;
using System.Globalization;
using BudgetMesh.Capacity;
using NodaTime;
using NodaTime.Text;

namespace BudgetMesh.Routing;

/// <summary>When a reservation holds.</summary>
internal static class SpanCompiler
{
    private static readonly string[] Repeats = ["daily", "weekdays", .. CalendarCompiler.Weekdays];
    private static readonly ImmutableArray<IsoDayOfWeek> AllDays = [.. Enumerable.Range(1, 7).Select(static day => (IsoDayOfWeek)day)];

    /// <summary>The span, or null after reporting a problem.</summary>
    /// <param name="inheritedZone">For hours that name no zone.</param>
    public static ReservationSpan? Compile(ReservationConfig config, DateTimeZone inheritedZone, FieldPath at, ProblemList problems)
    {
        var from = Time(config.From, ReservationSpan.Earliest, at.Field("from"), problems);
        var until = Time(config.Until, Instant.MaxValue, at.Field("until"), problems);
        if (from is { } start && until is { } end && end <= start)
        {
            problems.Add(at.Field("until"), "a reservation ends after it begins: write an until after from");
            return null;
        }

        var zone = CalendarCompiler.Zone(config.Zone, at.Field("zone"), problems) ?? inheritedZone;
        if (config.Every is null)
        {
            if (config.Hours is not null)
                problems.Add(at.Field("hours"), "hours repeat: write on which days, such as every: daily or every: weekdays");
            else if (config.Zone is not null)
                problems.Add(at.Field("zone"), "a zone is for hours and days that repeat: from and until have their offset already");
            return from is null || until is null ? null : new ReservationSpan(from.Value, until.Value, null);
        }

        var days = Days(config.Every, at.Field("every"), problems);
        var hours = config.Hours is { } text ? Hours(text, at.Field("hours"), problems) : (0, WeeklyHours.MinutesPerDay);
        if (from is null || until is null || days.IsEmpty || hours is not var (startMinute, length))
            return null;
        var isAlways = days.Length == AllDays.Length && length == WeeklyHours.MinutesPerDay;
        return new ReservationSpan(from.Value, until.Value, isAlways ? null : new WeeklyHours(days, startMinute, length, zone));
    }

    /// <summary>Of the calendar: with an offset its last hours are no instant any more.</summary>
    private const int LastYear = 9_999;

    private static Instant? Time(string? text, Instant usual, FieldPath field, ProblemList problems)
    {
        if (text is null)
            return usual;
        if (!OffsetDateTimePattern.Rfc3339.Parse(text).TryGetValue(default, out var time))
            problems.Add(field, $"\"{text}\" is not a time: write date, time and offset, such as 2026-12-01T09:00:00+01:00");
        else if (time.Year < LastYear && time.ToInstant() is var instant && instant >= ReservationSpan.Earliest && instant < ReservationSpan.Latest)
            return instant;
        else
            problems.Add(field, $"{text} is out of reach: write a time from 2020 to 2199, or leave it out for none");
        return null;
    }

    private static ImmutableArray<IsoDayOfWeek> Days(IReadOnlyList<string> words, FieldPath field, ProblemList problems)
    {
        if (words.Count == 0)
            problems.Add(field, "on no day: write days of the week, weekdays or daily");
        var days = new SortedSet<IsoDayOfWeek>();
        foreach (var (index, word) in words.Index())
        {
            var repeat = Array.IndexOf(Repeats, word);
            if (repeat < 0)
                problems.Add(field.Item(index), NameText.Unknown("day", word ?? "", Repeats));
            else
                days.UnionWith(repeat switch { 0 => AllDays, 1 => AllDays[..5], _ => [(IsoDayOfWeek)(repeat - 1)] });
        }

        return [.. days];
    }

    private static (int StartMinute, int LengthMinutes)? Hours(string text, FieldPath field, ProblemList problems)
    {
        if (text.Split('-') is [var first, var last] && Minute(first.Trim()) is { } start && start < WeeklyHours.MinutesPerDay && Minute(last.Trim()) is { } end && end != start)
            return (start, end > start ? end - start : end + WeeklyHours.MinutesPerDay - start);
        problems.Add(field, $"\"{text}\" are not hours: write two different times such as 09:00-17:00, 22:00-06:00 into the next day, or 00:00-24:00");
        return null;
    }

    /// <summary>Minutes after midnight, 24:00 included.</summary>
    private static int? Minute(string text) =>
        text.Length == 5 && text[2] == ':' &&
        int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hour) &&
        int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minute) &&
        minute < 60 && hour * 60 + minute <= WeeklyHours.MinutesPerDay
            ? hour * 60 + minute : null;
}
