using System.Collections.Immutable;
using BudgetMesh.Holds;

namespace BudgetMesh.Routing;

/// <summary>
/// What a gate would decide if every budget were used to a stated part and all that is left were lent to it: for operators who
/// try a mesh before it is in force. Nothing is held.
/// </summary>
/// <param name="Rungs">Every rung of the ladder, best first; empty where the request was refused before any was looked at.</param>
/// <param name="Rule">The rules that had a say, with commas; "" for none.</param>
/// <param name="Shadow">What shadow rules would lead to; null where that is the same.</param>
/// <param name="Ahead">The budget for whose pace the ladder starts lower; null where it does not.</param>
public sealed record DryDecision(
    Verdict Verdict, Reason Reason, string Ladder, TokenCount OutputBound, ImmutableArray<RungFinding> Rungs, string Rule, ShadowDecision? Shadow, AheadOfCourse? Ahead)
{
    /// <summary>The rung that is taken; null for a refusal.</summary>
    public RungFinding? Taken => Rungs.FirstOrDefault(static rung => rung.Outcome == RungOutcome.Taken);

    public static DryDecision Of(GatePlan plan, in Request request, DryUse use)
    {
        if (!plan.Mesh.TryFindScope(request.Scope.Value, out var scope))
            return Refused(Reason.UnknownScope);
        if (request.Ladder is { } wish && !plan.Ladders.ContainsKey(wish))
            return Refused(Reason.UnknownLadder);
        if (!Label.AreValid(request))
            return Refused(Reason.InvalidRequest);
        var matched = scope.Policies.Match(request);
        var enforced = scope.Policies.Enforced(matched);
        var decided = new DryLadder(plan, scope, request, enforced, use).Decide();
        if (matched == enforced)
            return decided;
        var foreseen = new DryLadder(plan, scope, request, matched, use).Decide();
        var (deployment, verdict) = (foreseen.Taken?.Rung.Deployment, foreseen.Verdict);
        return (deployment, verdict) == (decided.Taken?.Rung.Deployment, decided.Verdict)
            ? decided
            : decided with { Shadow = new ShadowDecision(foreseen.Rule, verdict, deployment?.Id ?? "") };
    }

    private static DryDecision Refused(Reason reason) => new(Verdict.Deny, reason, "", default, [], "", null, null);
}
