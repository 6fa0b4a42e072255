using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli;

/// <summary>A dry decision as JSON. Money as text.</summary>
/// <param name="Deployment">Null for a refusal, as <paramref name="BoundUsd"/>.</param>
/// <param name="Live">Limits, capacity and circuits are as the silo has them now; else they are taken to be unused and closed.</param>
internal sealed record DecisionView(
    string Verdict,
    string Reason,
    string? Deployment,
    string? BoundUsd,
    long OutputBound,
    string? Rule,
    string Ladder,
    IReadOnlyList<RungLine> Rungs,
    ShadowView? Shadow,
    AheadLine? Ahead,
    bool Live,
    IReadOnlyList<string> Explanation)
{
    private static readonly WireNames<RungOutcome> Outcomes = new();

    public static DecisionView Of(DryDecision decision, bool live, IReadOnlyList<string> story) => new(
        WireMapping.Verdicts.ToWire(decision.Verdict),
        WireMapping.Reasons.ToWire(decision.Reason),
        decision.Taken?.Rung.Deployment.Id,
        decision.Taken?.Bound.ToString(),
        decision.OutputBound.Value,
        decision.Rule.Length == 0 ? null : decision.Rule,
        decision.Ladder,
        [
            .. decision.Rungs.Zip(DecisionStory.TellRungs(decision), static (rung, text) => new RungLine(
                rung.Rung.Deployment.Id, Outcomes.ToWire(rung.Outcome), rung.Rule?.Name, rung.Bound.ToString(), rung.Blocker, rung.Limit, text)),
        ],
        decision.Shadow is { } shadow ? new ShadowView(shadow.Rule, WireMapping.Verdicts.ToWire(shadow.Verdict), shadow.Deployment.Length == 0 ? null : shadow.Deployment) : null,
        decision.Ahead is { } ahead ? new AheadLine(ahead.Budget, ahead.Spent, ahead.Course) : null,
        live,
        story);
}

internal sealed record RungLine(string Deployment, string Outcome, string? Rule, string BoundUsd, BudgetShortage? Blocker, LimitShortage? Limit, string Text);
