using BudgetMesh.Routing;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>One request of a client, from its first try until it is answered or given up.</summary>
public sealed class ScenarioRequest(ScenarioDemand demand, ScopePath team, long output, TimeSpan beganAt)
{
    public ScenarioDemand Demand { get; } = demand;

    public Request Asked { get; } = new(team, new TokenCount(demand.InputTokens)) { OutputBound = new TokenCount(demand.OutputBound), Priority = demand.Priority };

    /// <summary>Tokens that the answer will have.</summary>
    public long Output { get; } = output;

    public TimeSpan BeganAt { get; } = beganAt;

    public TimeSpan GivesUpAt => BeganAt + Demand.Patience;

    /// <summary>What each limit let through for it.</summary>
    public List<(LimitTally Limit, Admission Admission)> Admissions { get; } = [];
}
