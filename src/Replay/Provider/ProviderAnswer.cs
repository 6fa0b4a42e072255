using BudgetMesh.Capacity;

namespace BudgetMesh.Replay.Provider;

/// <summary>What came back from the fake provider.</summary>
/// <param name="Signal">Whether it was served, and what its headers said.</param>
/// <param name="OutputTokens">Of the answer; 0 where there was none.</param>
public readonly record struct ProviderAnswer(ProviderSignal Signal, int OutputTokens)
{
    public bool IsServed => Signal.Outcome == ProviderOutcome.Served;
}
