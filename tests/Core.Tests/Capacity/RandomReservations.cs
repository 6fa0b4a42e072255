using System.Collections.Immutable;
using BudgetMesh.Capacity;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace BudgetMesh.Tests;

/// <summary>Reservations of a small deployment, some for good, around the nights of spring in which clocks are moved.</summary>
internal static class RandomReservations
{
    public static readonly Instant First = Instant.FromUtc(2027, 2, 25, 0, 0);
    public const int Days = 50;

    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "UTC", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Chatham"];

    public static DeploymentPlan Deployment { get; } = new(0, "p/m", "p", "m", Tier.Premium, null)
    {
        Capacity = [new("tokens", LimitUnit.Tokens, 10, 1, WhenAway.Deny), new("concurrent", LimitUnit.Concurrent, 6, 6, WhenAway.Deny)],
    };

    public static Gen<Instant> Moments => Gen.Choose(0, Days * 48).Select(half => First + Duration.FromMinutes(30 * half));

    public static Gen<ReservationSpan> Spans =>
        from ends in Moments.Two()
        from shape in Gen.Choose(0, 5)
        from hours in Hours
        let start = shape is 0 or 1 ? ReservationSpan.Earliest : Instant.Min(ends.Item1, ends.Item2)
        let end = shape is 0 or 2 ? Instant.MaxValue : Instant.Max(ends.Item1, ends.Item2) + Duration.FromMinutes(30)
        from repeats in Gen.Frequency((2, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new ReservationSpan(start, end, repeats ? hours : null);

    public static Gen<ImmutableArray<ReservationPlan>> Sets =>
        from count in Gen.Choose(1, 7)
        from spans in Spans.ArrayOf(count)
        from tokens in Gen.Choose(1, 6).ArrayOf(count)
        from calls in Gen.Choose(1, 4).ArrayOf(count)
        select spans.Select((span, i) => new ReservationPlan(
            $"r{i}", ScopePath.Parse("acme"), "p/m", calls[i] == 4 ? [new("tokens", tokens[i])] : [new("tokens", tokens[i]), new("concurrent", calls[i])], span)).ToImmutableArray();

    private static Gen<WeeklyHours> Hours =>
        from days in Gen.SubListOf(Enum.GetValues<IsoDayOfWeek>()[1..])
        from start in Gen.Choose(0, 47)
        from length in Gen.Choose(1, 47)
        from zone in Gen.Elements(Zones)
        select new WeeklyHours(days.Count == 0 ? [IsoDayOfWeek.Sunday] : [.. days.Order()], 30 * start, 30 * length, DateTimeZoneProviders.Tzdb[zone]);
}
