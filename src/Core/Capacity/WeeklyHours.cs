using System.Collections.Immutable;
using NodaTime;

namespace BudgetMesh.Capacity;

/// <summary>
/// Hours that repeat on days of the week, by the clock of a zone. A local time that comes twice when clocks go back is the first of
/// both; one that is skipped is the moment of the jump. So hours that touch by the clock touch on the time line as well.
/// </summary>
/// <param name="Days">The days on which they begin, each once, in order; at least one.</param>
/// <param name="StartMinute">Minutes after midnight at which they begin; 0 to 1439.</param>
/// <param name="LengthMinutes">By the clock; 1 to 1440, so they may end on the next day. All days with 1440 would be no hours at all, and is not allowed.</param>
public sealed record WeeklyHours(ImmutableArray<IsoDayOfWeek> Days, int StartMinute, int LengthMinutes, DateTimeZone Zone)
{
    public const int MinutesPerDay = 1440;

    // The longest that days can look alike: a week, and again one whose only hours fall into a jump of the clock.
    private const int DaysLookedAhead = 22;

    public bool Contains(Instant at) => Around(at, 1).Any(hours => hours.Start <= at && at < hours.End);

    /// <summary>The first instant after <paramref name="after"/> at which they begin or end.</summary>
    public Instant NextChange(Instant after)
    {
        var inside = Contains(after);
        return Around(after, DaysLookedAhead)
            .SelectMany(static hours => new[] { hours.Start, hours.End })
            .First(edge => edge > after && Contains(edge) != inside);
    }

    /// <summary>The hours that begin before <paramref name="end"/> and end after <paramref name="start"/>, in order; not cut off at either. Hours of two days may touch.</summary>
    internal IEnumerable<Interval> Between(Instant start, Instant end)
    {
        var days = (int)Math.Ceiling((end - start).TotalDays);
        return Around(start, days + 1).Where(hours => hours.Start < end && hours.End > start);
    }

    /// <summary>From the hours that began the day before; a jump of the clock may move an instant to the next date.</summary>
    private IEnumerable<Interval> Around(Instant at, int days)
    {
        var first = at.InZone(Zone).Date.PlusDays(-2);
        for (var day = 0; day <= days + 3; day++)
        {
            var date = first.PlusDays(day);
            if (!Days.Contains(date.DayOfWeek))
                continue;
            var midnight = date.AtMidnight();
            var (start, end) = (ToInstant(midnight.PlusMinutes(StartMinute)), ToInstant(midnight.PlusMinutes(StartMinute + LengthMinutes)));
            if (start < end)
                yield return new Interval(start, end);
        }
    }

    private Instant ToInstant(LocalDateTime local)
    {
        var mapping = Zone.MapLocal(local);
        return mapping.Count == 0 ? mapping.LateInterval.Start : mapping.First().ToInstant();
    }
}
