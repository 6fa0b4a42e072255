using BudgetMesh.Rates;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>What one limit of the mesh let through, from outside.</summary>
public sealed class LimitTally(LimitPlan plan)
{
    private readonly List<(TimeSpan At, long InFlight)> _changes = [];

    public LimitPlan Plan { get; } = plan;

    public IdealBucket Bucket { get; } = new(plan.Amount, plan.Burst);

    /// <summary>Of concurrent requests: how many are under way, and how many were at most.</summary>
    public long InFlight { get; private set; }

    public long InFlightMost { get; private set; }

    public Admission Admit(ScenarioRequest request, TimeSpan now)
    {
        if (!Plan.IsRate)
            Change(1, now);
        return Bucket.Admit(now, UnitsOf(request, request.Demand.OutputBound));
    }

    /// <param name="isKnown">The gateway learns of it: what was not used is given back.</param>
    public void End(ScenarioRequest request, Admission admission, bool isKnown, TimeSpan now)
    {
        if (!Plan.IsRate)
            Change(-1, now);
        if (isKnown)
            admission.Units = UnitsOf(request, request.Output);
    }

    /// <summary>The part of the limit that was used between two moments.</summary>
    public double Utilisation(TimeSpan from, TimeSpan until)
    {
        if (Plan.IsRate)
            return Bucket.Between(from, until) / Bucket.Brought(from, until);
        var (used, before) = (0.0, (At: from, InFlight: 0L));
        foreach (var change in _changes.Where(change => change.At < until).Append((At: until, InFlight: 0)))
        {
            used += change.At > from ? before.InFlight * (change.At - before.At).TotalSeconds : 0;
            before = (change.At > from ? change.At : from, change.InFlight);
        }

        return used / (Plan.Amount * (until - from).TotalSeconds);
    }

    /// <summary>Of the limit at most, in parts of a hundred thousand: in any interval, or at once.</summary>
    public int MostParts => Plan.IsRate ? Bucket.MostParts : (int)(InFlightMost * 100_000 / Plan.Amount);

    private void Change(int change, TimeSpan now)
    {
        InFlight += change;
        InFlightMost = Math.Max(InFlightMost, InFlight);
        _changes.Add((now, InFlight));
    }

    private long UnitsOf(ScenarioRequest request, long output) => Plan.Unit switch
    {
        LimitUnit.InputTokens => request.Demand.InputTokens,
        LimitUnit.OutputTokens => output,
        LimitUnit.Tokens => request.Demand.InputTokens + output,
        _ => 1,
    };
}
