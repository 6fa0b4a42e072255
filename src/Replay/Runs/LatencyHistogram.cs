using System.Numerics;

namespace BudgetMesh.Replay;

/// <summary>
/// Durations in nanoseconds, counted in buckets that grow with the value: 64 to each doubling, so a quantile is at most 1.6 % too
/// high. Safe from several threads, and recording costs no allocation.
/// </summary>
public sealed class LatencyHistogram
{
    private const int StepsLog2 = 6;
    private readonly long[] _counts = new long[(64 - StepsLog2) << StepsLog2];

    public long Count
    {
        get
        {
            var count = 0L;
            foreach (ref var bucket in _counts.AsSpan())
                count += Interlocked.Read(ref bucket);
            return count;
        }
    }

    /// <summary>Counts one duration; a negative one counts as none.</summary>
    public void Record(long nanoseconds) => Interlocked.Increment(ref _counts[BucketOf(Math.Max(0, nanoseconds))]);

    /// <summary>The smallest duration that at least <paramref name="share"/> of all are not above, to the bucket; 0 where nothing was recorded.</summary>
    public long Quantile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += Interlocked.Read(ref _counts[bucket]);
            if (seen >= rank)
                return LargestOf(bucket);
        }

        return 0;
    }

    private static int BucketOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - StepsLog2);
        return (shift << StepsLog2) + (int)(value >> shift);
    }

    private static long LargestOf(int bucket)
    {
        var shift = Math.Max(0, (bucket >> StepsLog2) - 1);
        var step = (long)bucket - (shift << StepsLog2);
        return ((step + 1) << shift) - 1;
    }
}
