namespace BudgetMesh.Bench;

/// <summary>What a decision has to do besides the three levels of budgets.</summary>
/// <param name="IsRouted">Policy rules of which three match, paced budgets, and an output bound that follows from what answers to the task were like.</param>
/// <param name="IsLimited">Requests in a minute and at once, on a scope and on the deployment.</param>
internal sealed record BenchSetting(bool IsRouted, bool IsLimited, bool HasJournal)
{
    /// <summary>The bar in nanoseconds: decide and settle together, with the timer's cost in it.</summary>
    public long P50Most => 300 + (IsRouted ? 100 : 0) + (IsLimited ? 150 : 0) + (HasJournal ? 400 : 0);

    public override string ToString() => $"gate{(IsRouted ? " --routed" : "")}{(IsLimited ? " --limited" : "")}{(HasJournal ? " --journal" : "")}";
}
