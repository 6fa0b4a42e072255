using System.Diagnostics;

namespace BudgetMesh.Bench;

/// <summary>Of durations, in nanoseconds.</summary>
internal readonly record struct Quantiles(long P50, long P99, long P999, long Max)
{
    public static Quantiles Of(long[] stamps)
    {
        Array.Sort(stamps);
        return new Quantiles(At(stamps, 0.5), At(stamps, 0.99), At(stamps, 0.999), At(stamps, 1));
    }

    /// <summary>Each figure's median over rounds.</summary>
    public static Quantiles Median(IEnumerable<Quantiles> rounds)
    {
        Quantiles[] all = [.. rounds];
        return new Quantiles(Middle(all, q => q.P50), Middle(all, q => q.P99), Middle(all, q => q.P999), Middle(all, q => q.Max));
    }

    private static long At(long[] sorted, double share) =>
        (long)(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)] * (1e9 / Stopwatch.Frequency));

    private static long Middle(Quantiles[] all, Func<Quantiles, long> figure) => all.Select(figure).Order().ElementAt(all.Length / 2);
}
