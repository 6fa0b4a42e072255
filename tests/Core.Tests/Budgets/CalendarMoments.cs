using BudgetMesh.Budgets;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace BudgetMesh.Tests;

/// <summary>A calendar and an instant that is likely to hurt: most are near a jump of the zone's clock.</summary>
public sealed record CalendarMoment(BudgetCalendar Calendar, Instant Instant)
{
    public override string ToString() =>
        $"{Calendar.Zone.Id} {Calendar.FiscalStartMonth}/{Calendar.FiscalStartDay} {Calendar.FirstDayOfWeek} {Instant}";
}

internal static class CalendarMoments
{
    public static readonly Instant From = Instant.FromUtc(1840, 1, 1, 0, 0);
    public static readonly Instant To = Instant.FromUtc(2045, 1, 1, 0, 0);

    public static readonly BudgetPeriod[] PeriodsThatEnd = [.. Enum.GetValues<BudgetPeriod>().Where(period => period != BudgetPeriod.Total)];

    public static readonly DateTimeZone[] Zones =
        [.. DateTimeZoneProviders.Tzdb.Ids.Select(id => DateTimeZoneProviders.Tzdb[id])];

    /// <summary>Every instant between <see cref="From"/> and <see cref="To"/> at which the clock of a zone changes.</summary>
    public static IEnumerable<Instant> Jumps(DateTimeZone zone) =>
        zone.GetZoneIntervals(From, To).Where(interval => interval.HasStart).Select(interval => interval.Start);

    public static Arbitrary<CalendarMoment> Any { get; } = (
        from zone in Gen.Elements(Zones)
        from month in Gen.Choose(1, 12)
        from day in Gen.Frequency((1, Gen.Constant(1)), (1, Gen.Constant(31)), (2, Gen.Choose(1, 31)))
        from week in Gen.Choose(1, 7)
        from instant in Gen.Frequency((1, Anywhere), (3, NearJump(zone)))
        select new CalendarMoment(new BudgetCalendar(zone, month, day, (IsoDayOfWeek)week), instant)).ToArbitrary();

    private static Gen<Instant> Anywhere =>
        from seconds in Gen.Choose((int)(From.ToUnixTimeSeconds() / 4), (int)(To.ToUnixTimeSeconds() / 4))
        from rest in Gen.Choose(0, 4_000)
        select Instant.FromUnixTimeSeconds(seconds * 4L) + Duration.FromMilliseconds(rest);

    private static Gen<Instant> NearJump(DateTimeZone zone)
    {
        Instant[] jumps = [.. Jumps(zone)];
        return jumps.Length == 0
            ? Anywhere
            : from jump in Gen.Elements(jumps)
              from distance in Gen.Frequency(
                  (1, Gen.Elements(Duration.Zero, Duration.Epsilon, -Duration.Epsilon)),
                  (3, Gen.Choose(-180_000, 180_000).Select(seconds => Duration.FromSeconds(seconds))))
              select jump + distance;
    }
}
