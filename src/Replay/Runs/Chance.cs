namespace BudgetMesh.Replay;

/// <summary>
/// Chance that depends on the seed and the request alone, not on the order in which threads come by. By the finalizer of
/// SplitMix64 (Steele, Lea, Flood 2014).
/// </summary>
internal static class Chance
{
    /// <summary>What is drawn: each has its own stream.</summary>
    public const int ProviderNoise = 1, Gateway = 2, Asker = 3;

    /// <summary>Evenly from 0 up to, not including, 1.</summary>
    public static double Of(int seed, int number, int what)
    {
        var z = unchecked(((ulong)(uint)seed << 32 | (uint)number) + (ulong)what * 0x9E3779B97F4A7C15UL);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        z ^= z >> 31;
        return (z >> 11) / (double)(1UL << 53);
    }

    /// <summary>Evenly one of <paramref name="count"/>, from 0.</summary>
    public static int Pick(int seed, int number, int what, int count) => (int)(Of(seed, number, what) * count);
}
