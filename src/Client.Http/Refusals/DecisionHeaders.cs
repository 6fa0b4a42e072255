using System.Globalization;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Http;

/// <summary>The headers that tell of a decision, on answers to whoever asked.</summary>
public static class DecisionHeaders
{
    public const string Decision = "x-budgetmesh-decision", Deployment = "x-budgetmesh-deployment", Reason = "x-budgetmesh-reason";
    public const string DecisionId = "x-budgetmesh-decision-id", MaxOutputTokens = "x-budgetmesh-max-output-tokens";

    /// <summary>The verdict, the reason and the decision's id; of one that allows, also where the request goes and how long its answer may be.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(Decision decision)
    {
        yield return new(Decision, WireMapping.Verdicts.ToWire(decision.Verdict));
        yield return new(Reason, WireMapping.Reasons.ToWire(decision.Reason));
        yield return new(DecisionId, decision.Id);
        if (decision.Deployment is not { } deployment)
            yield break;
        yield return new(Deployment, deployment.Id);
        yield return new(MaxOutputTokens, decision.OutputBound.Value.ToString(CultureInfo.InvariantCulture));
    }
}
