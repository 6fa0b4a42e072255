using BudgetMesh.Routing;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>Clients of one team at one gateway: how many requests they begin in a second, and what each is like.</summary>
/// <param name="Gateway">Its place in the world.</param>
/// <param name="PerSecond">At a time from the scenario's start.</param>
public sealed record ScenarioDemand(int Gateway, string Team, Func<TimeSpan, double> PerSecond)
{
    public Priority Priority { get; init; }

    public int InputTokens { get; init; } = 10;

    public int OutputBound { get; init; } = 100;

    /// <summary>How much of the bound an answer has, on average; it varies from none to twice that.</summary>
    public double OutputShare { get; init; } = 0.5;

    /// <summary>How long an answer takes, on average, in milliseconds; it varies by half.</summary>
    public int AnswerMs { get; init; } = 300;

    /// <summary>A client gives up after so long.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);
}
