using System.Numerics;

namespace BudgetMesh.Tests.Rates;

/// <summary>A token bucket that forgets nothing: each answer is worked out from all that ever happened, in numbers without bounds.</summary>
internal sealed class WholeHistory
{
    public static readonly BigInteger Unit = 3_600_000_000;

    private readonly List<Happening> _happenings = [];

    public int Last => _happenings.Count - 1;

    public void Set(long ratePerHour, long burst, TimeSpan now) => _happenings.Add(new Happening(Micros(now), ratePerHour, burst));

    public void Charge(long units, TimeSpan now) => _happenings.Add(new Happening(Micros(now), Charged: units));

    public void Add(long units, TimeSpan now) => _happenings.Add(new Happening(Micros(now), Added: units));

    public void Refund(int index, long units) => _happenings[index] = _happenings[index] with { Refunded = _happenings[index].Refunded + units };

    public BigInteger Level(TimeSpan now) => Walk(now)[^1].After;

    /// <summary>What could still be put back of a charge such that the level would have passed the burst nowhere since, in whole units.</summary>
    public BigInteger Room(int charge, TimeSpan now) =>
        Walk(now).Skip(charge + 1).Select(point => BigInteger.Min(point.Burst - point.After, point.BurstBefore - point.Before)).Min() / Unit;

    /// <summary>The level fell short nowhere: with the final amounts alone, each charge had what it took.</summary>
    public void ShouldHaveCoveredEachCharge(TimeSpan now) => Walk(now).ShouldAllBe(point => point.After >= 0);

    /// <summary>Of any two happenings: what was charged from one to the other is at most what accrued, what was added, and the burst.</summary>
    public void ShouldKeepTheRateInEachInterval(TimeSpan now)
    {
        var points = Walk(now);
        for (var from = 0; from < _happenings.Count; from++)
        {
            var allowed = BigInteger.Max(points[from].Burst, points[from].BurstBefore);
            var charged = BigInteger.Zero;
            for (var to = from; to < _happenings.Count; to++)
            {
                if (to > from)
                    allowed += points[to].Accrual;
                allowed += _happenings[to].Added * Unit;
                charged += _happenings[to].Net * Unit;
                charged.ShouldBeLessThanOrEqualTo(allowed, $"from {from} to {to}");
            }
        }
    }

    /// <summary>Before and after each happening, and at last now.</summary>
    private List<Point> Walk(TimeSpan now)
    {
        var points = new List<Point>();
        var (level, rate, full, at) = (BigInteger.Zero, BigInteger.Zero, BigInteger.Zero, BigInteger.Zero);
        foreach (var happening in _happenings.Append(new Happening(Micros(now))))
        {
            var elapsed = points.Count == 0 ? 0 : BigInteger.Max(0, happening.AtMicros - at);
            at = points.Count == 0 ? happening.AtMicros : at + elapsed;
            var (accrual, fullBefore) = (elapsed * rate, full);
            var before = level = BigInteger.Min(full, level + accrual);
            if (happening.RatePerHour is { } ratePerHour)
                (rate, full) = (ratePerHour, happening.Burst * Unit);
            level = BigInteger.Min(full, level + (happening.Added - happening.Net) * Unit);
            points.Add(new Point(before, level, accrual, fullBefore, full));
        }

        return points;
    }

    private static long Micros(TimeSpan time) => (long)Math.Floor(time.Ticks / 10m);

    private sealed record Happening(
        long AtMicros, long? RatePerHour = null, long Burst = 0, long Charged = 0, long Added = 0, long Refunded = 0)
    {
        public long Net => Charged - Refunded;
    }

    private sealed record Point(BigInteger Before, BigInteger After, BigInteger Accrual, BigInteger BurstBefore, BigInteger Burst);
}
