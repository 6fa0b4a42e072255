using BudgetMesh.Routing;

namespace BudgetMesh.Holds;

/// <summary>What a receipt says of the request's labels and of the rules that matched: references and numbers only.</summary>
/// <param name="Policies">Null where the request was refused before any rule was read.</param>
/// <param name="Foresight">What shadow rules would have led to; default where no shadow rule matched.</param>
/// <param name="Ahead">The budget whose pace the ladder starts lower for; null where it does not.</param>
internal readonly record struct Ruling(
    string? Task, Priority Priority, string? DataClass, string? Caller, PolicySet? Policies, RuleBits Matched, Foresight Foresight, AheadOfCourse? Ahead)
{
    /// <summary>What the receipt has of it.</summary>
    public Receipt WriteTo(Receipt receipt)
    {
        var decided = Policies?.Enforced(Matched) ?? default;
        return receipt with
        {
            Rule = Policies?.NamesOf(decided) ?? "",
            Task = Task ?? "",
            Priority = Priority,
            DataClass = DataClass ?? "",
            Caller = Caller ?? "",
            Shadow = ShadowOf(receipt.Verdict, receipt.Deployment) is { } shadow ? new ShadowDecision(Policies!.NamesOf(Matched), shadow.Verdict, shadow.Deployment?.Id ?? "") : null,
            Ahead = Ahead,
        };
    }

    /// <summary>What shadow rules would have led to, where that is something else.</summary>
    public Foresight? ShadowOf(in Decision decision) => ShadowOf(decision.Verdict, decision.Deployment?.Id ?? "");

    private Foresight? ShadowOf(Verdict verdict, string deployment) =>
        Foresight.IsKnown && (Foresight.Verdict, Foresight.Deployment?.Id ?? "") != (verdict, deployment) ? Foresight : null;
}

/// <summary>What would be decided if shadow rules were in force.</summary>
/// <param name="Deployment">Null for a refusal.</param>
internal readonly record struct Foresight(Verdict Verdict, DeploymentPlan? Deployment)
{
    public bool IsKnown => Deployment is not null || Verdict == Verdict.Deny;
}
