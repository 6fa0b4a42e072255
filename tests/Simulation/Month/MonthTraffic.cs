using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Simulation.Month;

/// <summary>One request of a made month.</summary>
public readonly record struct MonthRequest(Duration At, Priority Priority, int InputTokens, int OutputTokens);

/// <summary>
/// Requests with the shape of an office's days and weeks: quiet nights and week-ends, a hump from 7 to 21, hours that differ by
/// chance. A quarter of them interactive, 30 % batch.
/// </summary>
public static class MonthTraffic
{
    private const double Night = 0.15, Weekend = 0.35, BatchShare = 0.30, InteractiveShare = 0.25;

    /// <param name="start">When the traffic begins; decides the days of the week.</param>
    /// <param name="perDay">Requests of a mean working day, about.</param>
    public static IEnumerable<MonthRequest> Make(Instant start, int days, int perDay, int seed)
    {
        var chance = new Random(seed);
        var luck = 1.0;
        for (var minute = 0; minute < days * 24 * 60; minute++)
        {
            if (minute % 60 == 0)
                luck = Math.Max(0.1, 0.7 * luck + 0.3 * (1 + 0.3 * Normal(chance)));
            var expected = Shape(start + Duration.FromMinutes(minute)) * luck * perDay / (10.0 * 60);
            for (var left = expected + chance.NextDouble(); left >= 1; left--)
            {
                var who = chance.NextDouble();
                var priority = who < BatchShare ? Priority.Batch : who < BatchShare + InteractiveShare ? Priority.Interactive : Priority.Normal;
                yield return new MonthRequest(Duration.FromMinutes(minute), priority, Tokens(chance, 900, 0.8, 8_000), Tokens(chance, 200, 0.7, 1_000));
            }
        }
    }

    private static double Shape(Instant at)
    {
        var local = at.InUtc();
        var hour = local.Hour + local.Minute / 60.0;
        var day = hour is >= 7 and <= 21 ? Math.Sin((hour - 7) / 14 * Math.PI) : 0;
        return (Night + day) * (local.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday ? Weekend : 1);
    }

    private static int Tokens(Random chance, double median, double sigma, int most) =>
        (int)Math.Clamp(median * Math.Exp(sigma * Normal(chance)), 1, most);

    private static double Normal(Random chance) =>
        Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());
}
