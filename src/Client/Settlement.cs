using BudgetMesh.Holds;

namespace BudgetMesh.Client;

/// <summary>What became of a settlement.</summary>
/// <param name="Outcome">What it did to the hold; null where the usage could not be read or priced and the hold is as it was.</param>
/// <param name="Problem">Why not, for a log; empty where there is an outcome.</param>
public readonly record struct Settlement(SettleOutcome? Outcome, string Problem)
{
    internal Settlement(SettleOutcome outcome)
        : this(outcome, "")
    {
    }

    internal Settlement(string problem)
        : this(null, problem)
    {
    }

    /// <summary>False where the hold is still open, to be settled with something better or charged in full at its deadline.</summary>
    public bool IsDone => Outcome is not null;
}
