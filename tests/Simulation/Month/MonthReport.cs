using BudgetMesh.Routing;

namespace BudgetMesh.Simulation.Month;

/// <summary>A month to live through.</summary>
/// <param name="CapShare">The cap as a share of what the month would cost on the first rung alone.</param>
/// <param name="KnowsTheWeek">The owner has seen three weeks of such traffic before.</param>
public sealed record MonthOptions(decimal CapShare, bool Paced, bool KnowsTheWeek, int Seed)
{
    public int PerDay { get; init; } = 4_000;
}

/// <summary>One day of a month.</summary>
public sealed class DayTally(int day)
{
    private readonly int[] _asked = new int[3];
    private readonly int[] _best = new int[3];

    public int Day { get; } = day;

    /// <summary>How often a request got another rung than the one before it of the same priority.</summary>
    public int Changes { get; set; }

    public void Count(Priority priority, in Decision decision)
    {
        _asked[priority - Priority.Batch]++;
        if (decision.Verdict == Verdict.Allow)
            _best[priority - Priority.Batch]++;
    }

    /// <summary>The share of a priority's requests that got the first rung; 1 where there were none.</summary>
    public double BestShare(Priority priority) => _asked[priority - Priority.Batch] == 0 ? 1 : (double)_best[priority - Priority.Batch] / _asked[priority - Priority.Batch];
}

/// <summary>What became of a month.</summary>
public sealed record MonthReport(MonthOptions Options, Money Cap, Money Spent, IReadOnlyList<DayTally> Days)
{
    public double Utilization => (double)Spent.NanoUsd / Cap.NanoUsd;

    public double ChangesADay => Days.Average(static day => day.Changes);

    public int ChangesMost => Days.Max(static day => day.Changes);

    /// <summary>The first day on which fewer than half of the interactive requests got the first rung; null for none.</summary>
    public int? RanOutOn => Days.FirstOrDefault(static day => day.BestShare(Priority.Interactive) < 0.5)?.Day;

    public double WorstDay(Priority priority) => Days.Min(day => day.BestShare(priority));

    public double MeanDay(Priority priority) => Days.Average(day => day.BestShare(priority));
}
