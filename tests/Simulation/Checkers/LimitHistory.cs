using BudgetMesh.Rates;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>What a limit was and has become, and what of it may be in use: what was lent before it was lowered, until that ends.</summary>
public sealed class LimitHistory(LimitPlan first)
{
    /// <summary>Owners hear of an edit within half a second; what they lent before ends with its lease, what it let through a second later.</summary>
    private static readonly TimeSpan Grace = RateRules.Lease + TimeSpan.FromSeconds(1.5);

    private readonly List<(TimeSpan At, LimitPlan Limit)> _edits = [(TimeSpan.Zero, first)];

    public LimitPlan First => _edits[0].Limit;

    public void Edit(LimitPlan limit, TimeSpan at) => _edits.Add((at, limit));

    /// <summary>What may be in use at some time, amount and burst each.</summary>
    public (long Amount, long Burst) At(TimeSpan at)
    {
        var (amount, burst) = (0L, 0L);
        for (var i = 0; i < _edits.Count && _edits[i].At <= at; i++)
        {
            if (i + 1 < _edits.Count && _edits[i + 1].At + Grace <= at)
                continue; // another was in its place for long
            (amount, burst) = (Math.Max(amount, _edits[i].Limit.Amount), Math.Max(burst, _edits[i].Limit.Burst));
        }

        return (amount, burst);
    }

    /// <summary>When that changes.</summary>
    public IEnumerable<TimeSpan> Changes => _edits.Skip(1).SelectMany(static edit => (TimeSpan[])[edit.At, edit.At + Grace]).Order();
}
