using System.Numerics;

namespace BudgetMesh.Bounds;

/// <summary>
/// Lengths of answers in buckets that are spaced by their logarithm, <see cref="PerDoubling"/> to each doubling: short lengths
/// have a bucket each, from <see cref="ExactBelow"/> on a bucket's longest is less than 1/16 more than its shortest. So a length
/// that is read out of a bucket is never too short, and at most 6.25 % too long.
/// </summary>
public static class LengthBuckets
{
    public const int PerDoubling = 16;

    /// <summary>Lengths below this are counted exactly.</summary>
    public const int ExactBelow = 2 * PerDoubling;

    private const int PerDoublingLog = 4;

    /// <summary>How many there are, from 0 tokens to <see cref="Limits.TokensPerRequestMax"/>.</summary>
    public static int Count { get; } = IndexOf(Limits.TokensPerRequestMax) + 1;

    /// <param name="tokens">0 or more; what is beyond the longest bucket counts there.</param>
    public static int IndexOf(long tokens)
    {
        if (tokens < PerDoubling)
            return (int)tokens;
        var shift = BitOperations.Log2((ulong)Math.Min(tokens, Limits.TokensPerRequestMax)) - PerDoublingLog;
        return shift * PerDoubling + (int)(Math.Min(tokens, Limits.TokensPerRequestMax) >> shift);
    }

    /// <summary>The longest length that a bucket has, in tokens.</summary>
    public static long LongestOf(int bucket)
    {
        if (bucket < ExactBelow)
            return bucket;
        var shift = bucket / PerDoubling - 1;
        return Math.Min(((bucket - shift * PerDoubling + 1L) << shift) - 1, Limits.TokensPerRequestMax);
    }
}

/// <summary>So many answers of the lengths of one bucket.</summary>
public readonly record struct BucketCount(int Bucket, long Answers);
