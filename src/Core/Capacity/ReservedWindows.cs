using System.Globalization;
using System.Text;
using NodaTime;

namespace BudgetMesh.Capacity;

/// <summary>
/// Windows of time that show every situation that spans will ever bring, and for a situation that comes again its first time. Between
/// two beginnings or ends of spans, and two jumps of the clocks in their zones, hours repeat by the week, so the first days tell all;
/// and stretches that begin alike are alike. The rules of zones repeat with the Gregorian calendar, after 400 years.
/// </summary>
internal static class ReservedWindows
{
    /// <summary>Hours that began before a jump of the clock last into the second day after it; from there on a week is like the next.</summary>
    private static readonly Duration Telling = Duration.FromDays(9);

    private static readonly Duration JumpMatters = Duration.FromDays(2);
    private static readonly Instant Cycle = ReservationSpan.Latest + Duration.FromDays(146_097);

    /// <summary>In the order of time.</summary>
    public static IEnumerable<(Instant Start, Instant End)> Of(IReadOnlyCollection<ReservationSpan> spans)
    {
        var bounds = new SortedSet<Instant>(spans.SelectMany(static span => new[] { span.From, span.Until }));
        foreach (var (start, end) in bounds.Zip(bounds.Skip(1).Append(Instant.MaxValue)).Where(static bound => bound.First < bound.Second))
        {
            DateTimeZone[] zones = [.. spans.Where(span => span.Hours is not null && span.From <= start && start < span.Until).Select(static span => span.Hours!.Zone).Distinct()];
            if (zones.Length == 0)
            {
                yield return (start, end);
                continue;
            }

            foreach (var window in Between(start, Instant.Min(end, Cycle), zones))
                yield return window;
        }
    }

    private static IEnumerable<(Instant Start, Instant End)> Between(Instant start, Instant end, DateTimeZone[] zones)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = start; at < end;)
        {
            var next = zones.Select(zone => zone.GetZoneInterval(at)).Aggregate(end, static (next, clock) => clock.HasEnd ? Instant.Min(next, clock.End) : next);
            var told = Instant.Min(next, at + Telling);
            if (seen.Add(Situation(at, told, zones)))
                yield return (at, told);
            at = next;
        }
    }

    private static string Situation(Instant at, Instant told, DateTimeZone[] zones)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{at.ToUnixTimeTicks() % NodaConstants.TicksPerWeek} {told - at:o}");
        foreach (var zone in zones)
        {
            var clock = zone.GetZoneInterval(at);
            text.Append(CultureInfo.InvariantCulture, $" {clock.WallOffset.Seconds}");
            if (clock.HasStart && at - clock.Start < JumpMatters)
                text.Append(CultureInfo.InvariantCulture, $" after {at - clock.Start:o} {zone.GetUtcOffset(clock.Start - Duration.Epsilon).Seconds}");
        }

        return text.ToString();
    }
}
