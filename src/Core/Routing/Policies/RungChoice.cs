using System.Numerics;

namespace BudgetMesh.Routing;

/// <summary>
/// Which rungs of a ladder a request may use, and with which to begin. Floor and boundaries refuse; a start and thresholds only
/// steer: the lower of both begins, and where nothing that may be used is that low, the last rung that may be.
/// </summary>
/// <param name="Allowed">A bit for each rung that may be used at all.</param>
/// <param name="First">The rung to begin with as long as no threshold is passed and no budget saves; meaningless where none is allowed.</param>
/// <param name="Start">The rung to begin with now.</param>
public readonly record struct RungChoice(uint Allowed, int First, int Start)
{
    public bool IsNone => Allowed == 0;

    /// <summary>The rungs to be tried, a bit each, from the lowest bit on.</summary>
    public uint ToTry => Allowed >> Start << Start;

    public static RungChoice Of(uint allowed, int ruleStart, int thresholdStart)
    {
        if (allowed == 0)
            return default;
        var last = BitOperations.Log2(allowed);
        return new RungChoice(allowed, From(allowed, Math.Min(ruleStart, last)), From(allowed, Math.Min(Math.Max(ruleStart, thresholdStart), last)));
    }

    private static int From(uint allowed, int rung) => BitOperations.TrailingZeroCount(allowed >> rung << rung);
}
