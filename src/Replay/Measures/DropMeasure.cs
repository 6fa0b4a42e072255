using BudgetMesh.Rates;

namespace BudgetMesh.Replay.Measures;

/// <summary>How a drop of a provider's limits was borne.</summary>
public sealed class DropMeasure(RunMeters meters, RunSpan drop)
{
    /// <summary>Gates are to have noticed by then.</summary>
    public const int NoticeSeconds = 2;

    /// <summary>The span that is looked at after the limits came back.</summary>
    private const int RecoveredFromSeconds = 25, RecoveredToSeconds = 35;

    /// <summary>Of the requests that came in that span, each time they came, those that were refused; null where none came.</summary>
    public double? RefusedShare(TimeSpan from, TimeSpan to)
    {
        var (served, refused) = (Count(meters.Served, from, to), Count(meters.Refused, from, to));
        return served + refused == 0 ? null : refused / (double)(served + refused);
    }

    public double? RefusedBefore() => RefusedShare(TimeSpan.Zero, drop.At);

    public double? RefusedAtFirst() => RefusedShare(drop.At, drop.At + TimeSpan.FromSeconds(NoticeSeconds));

    public double? RefusedAfterNotice() => RefusedShare(drop.At + TimeSpan.FromSeconds(NoticeSeconds), drop.End);

    /// <summary>Of what the restored limit takes, as far as it was asked for, what was used; null where the run was over.</summary>
    public double? Recovered(string deployment, LimitUnit unit, double capacityPerSecond)
    {
        var (from, to) = ((int)drop.End.TotalSeconds + RecoveredFromSeconds, (int)drop.End.TotalSeconds + RecoveredToSeconds);
        if (to > meters.Seconds)
            return null;
        var due = meters.AskedBySecond(unit, static _ => true)[from..to].Sum(asked => Math.Min(asked, capacityPerSecond));
        return due == 0 ? null : meters.UsedBySecond(unit, deployment, static _ => true)[from..to].Sum() / due;
    }

    private long Count(UsageMeter meter, TimeSpan from, TimeSpan to)
    {
        var steps = meter.BySteps(meters.Seconds, LimitUnit.Requests, static _ => true);
        var (first, end) = (Math.Min(StepOf(from), steps.Length), Math.Min(StepOf(to), steps.Length));
        return steps[first..Math.Max(first, end)].Sum();
    }

    private static int StepOf(TimeSpan moment) => (int)(moment.TotalSeconds * UsageMeter.StepsPerSecond);
}
