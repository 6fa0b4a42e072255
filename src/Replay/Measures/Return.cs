namespace BudgetMesh.Replay.Measures;

/// <summary>How long it took after an idle time until a scope was served at its reserved rate again.</summary>
public static class Return
{
    /// <summary>Part of what it is entitled to that counts as being served at its rate.</summary>
    public const double EnoughShare = 0.95;

    /// <summary>Requests come in lumps: so many seconds of the reserved rate may be missing at a time.</summary>
    public const double GrainSeconds = 0.2;

    /// <summary>How long the service is looked at from any moment on.</summary>
    public const int LookSeconds = 10;

    private const int StepMilliseconds = 1000 / UsageMeter.StepsPerSecond;

    /// <summary>
    /// From the first request of the returning scope to the first moment from which on, for <see cref="LookSeconds"/>, it got at
    /// least <see cref="EnoughShare"/> of the lesser of what it asked for and what is reserved, less the grain. Where that is not
    /// the first moment, the time that a missing grain hides is added: the figure is rather too high than too low.
    /// </summary>
    /// <param name="asked">By step of a tenth of a second, in any unit.</param>
    /// <param name="used">The same.</param>
    /// <param name="reservedPerSecond">In that unit.</param>
    /// <param name="from">The step from which it may ask again.</param>
    /// <returns>In milliseconds; null where it did not ask, was not served within <see cref="LookSeconds"/>, or the run was over.</returns>
    public static int? Milliseconds(ReadOnlySpan<long> asked, ReadOnlySpan<long> used, double reservedPerSecond, int from)
    {
        while (from < asked.Length && asked[from] == 0)
            from++;
        for (var moment = from; moment < Math.Min(from + LookSeconds * UsageMeter.StepsPerSecond, asked.Length); moment++)
        {
            if (IsServed(asked[moment..], used[moment..], reservedPerSecond))
                return moment == from ? 0 : (moment - from) * StepMilliseconds + (int)(GrainSeconds * 1000);
        }

        return null;
    }

    private static bool IsServed(ReadOnlySpan<long> asked, ReadOnlySpan<long> used, double reservedPerSecond)
    {
        var (askedSum, usedSum) = (0L, 0L);
        for (var step = 0; step < Math.Min(asked.Length, LookSeconds * UsageMeter.StepsPerSecond); step++)
        {
            askedSum += asked[step];
            usedSum += used[step];
            var entitled = Math.Min(askedSum, reservedPerSecond * (step + 1) / UsageMeter.StepsPerSecond);
            if (usedSum < EnoughShare * entitled - GrainSeconds * reservedPerSecond)
                return false;
        }

        return true;
    }
}
