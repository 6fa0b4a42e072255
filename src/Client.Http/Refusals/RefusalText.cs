using System.Globalization;
using BudgetMesh.Routing;

namespace BudgetMesh.Http;

/// <summary>A refusal for people: the reason's own sentence, and the numbers that led to it.</summary>
internal static class RefusalText
{
    public static string Of(in Decision decision, in RefusalOptions options)
    {
        var facts = new DecisionFacts(decision.Verdict, decision.Reason, options.Scope.Value, null, decision.Bound, decision.Rule, null, null);
        var numbers = decision.Blocker switch
        {
            { Budget: { } budget } blocker =>
                $" Budget {blocker} has {BudgetShortage.Text(budget.Unit, blocker.Headroom)} left of {BudgetShortage.Text(budget.Unit, blocker.Cap)}; the request needs up to {BudgetShortage.Text(budget.Unit, blocker.Needed)}.",
            { Limit.Plan: { } limit } blocker =>
                $" Limit {blocker} has room for {LimitShortage.Text(limit.Unit, blocker.Headroom)} now; the request needs {LimitShortage.Text(limit.Unit, blocker.Needed)}.",
            _ => "",
        };
        var smaller = decision.MaxAffordable is { } bound ? string.Create(CultureInfo.InvariantCulture, $" With an output bound of {bound.Value} tokens it would fit.") : "";
        var batch = decision.BatchBound is { } cost ? $" As a batch it would cost {cost} USD at most." : "";
        return $"{DecisionStory.Why(facts)}{numbers}{smaller}{batch}";
    }
}
