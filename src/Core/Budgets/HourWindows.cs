using NodaTime;
using NodaTime.TimeZones;

namespace BudgetMesh.Budgets;

/// <summary>
/// Windows of an hour. They are hours that pass, cut where the local clock shows a full hour: a clock that moves by whole
/// hours leaves them alone (an hour that is shown twice is two windows, an hour that is left out is none), and one that
/// moves by a part of an hour, as on Lord Howe Island, cuts the hour in which it moves. No window is longer than an hour.
/// </summary>
internal static class HourWindows
{
    private const long TicksPerHour = NodaConstants.TicksPerHour;

    public static BudgetWindow At(DateTimeZone zone, Instant instant)
    {
        var now = zone.GetZoneInterval(instant);
        var phase = Phase(now);
        var localTicks = instant.ToUnixTimeTicks() + now.WallOffset.Ticks;
        var ticksIntoHour = ((localTicks % TicksPerHour) + TicksPerHour) % TicksPerHour;
        var start = Instant.FromUnixTimeTicks(instant.ToUnixTimeTicks() - ticksIntoHour);
        var end = start + Duration.FromHours(1);

        for (var interval = now; interval.HasStart && interval.Start > start;)
        {
            var before = zone.GetZoneInterval(interval.Start - Duration.Epsilon);
            if (Phase(before) != phase)
                start = interval.Start;
            interval = before;
        }

        for (var interval = now; interval.HasEnd && interval.End < end;)
        {
            var after = zone.GetZoneInterval(interval.End);
            if (Phase(after) != phase)
                end = interval.End;
            interval = after;
        }

        return new BudgetWindow(start, end);
    }

    /// <summary>Where in a UTC hour the local hour starts. Zones that differ by whole hours share it.</summary>
    private static long Phase(ZoneInterval interval) => ((interval.WallOffset.Ticks % TicksPerHour) + TicksPerHour) % TicksPerHour;
}
