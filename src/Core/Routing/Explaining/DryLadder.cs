using System.Collections.Immutable;
using BudgetMesh.Budgets;
using BudgetMesh.Holds;

namespace BudgetMesh.Routing;

/// <summary>One walk down a ladder under some rules, with the reason for each rung.</summary>
internal sealed class DryLadder
{
    private readonly ScopePlan _scope;
    private readonly Request _request;
    private readonly RuleBits _rules;
    private readonly int _usedPermille;
    private readonly BoundLadder _ladder;
    private readonly RungChoice _choice;
    private readonly TokenCount _outputBound;

    public DryLadder(GatePlan plan, ScopePlan scope, in Request request, RuleBits rules, int usedPermille)
    {
        (_scope, _request, _rules, _usedPermille) = (scope, request, rules, usedPermille);
        _ladder = plan.Ladders[scope.Policies.Router(rules)?.Ladder?.Name ?? request.Ladder ?? scope.Ladder.Name];
        var start = scope.Levels.IsEmpty ? 0 : _ladder.StartRung(_ladder.Passed(0, usedPermille));
        _choice = new RuledLadder(scope.Policies, _ladder.Plan).Choose(rules, start);
        _outputBound = request.OutputBound ?? new TokenCount(scope.OutputBound);
    }

    public DryDecision Decide()
    {
        var reason = _choice.IsNone ? Reason.RuledOut : _choice.Start == _choice.First ? Reason.Fits : Reason.Threshold;
        var findings = ImmutableArray.CreateBuilder<RungFinding>(_ladder.Rungs.Length);
        var taken = -1;
        for (var i = 0; i < _ladder.Rungs.Length; i++)
        {
            var finding = Find(i, taken >= 0);
            findings.Add(finding);
            if (finding.Outcome == RungOutcome.Taken)
                taken = i;
            else if (taken < 0)
                reason = Worse(reason, finding.Outcome);
        }

        var verdict = taken < 0 ? Verdict.Deny : taken == _choice.First ? Verdict.Allow : Verdict.Downgrade;
        return new DryDecision(verdict, reason, _ladder.Plan.Name, _outputBound, findings.ToImmutable(), _scope.Policies.NamesOf(_rules), null);
    }

    private static Reason Worse(Reason reason, RungOutcome outcome) => outcome switch
    {
        RungOutcome.TooDear => Reason.BudgetExceeded,
        RungOutcome.ContextTooLong when reason is Reason.Fits or Reason.Threshold => Reason.ContextTooLong,
        _ => reason,
    };

    private RungFinding Find(int index, bool isTaken)
    {
        var rung = _ladder.Rungs[index];
        var need = new Amounts(
            rung.Quote.UpperBound(_request.InputTokens, _outputBound, _request.CacheWrites), _request.InputTokens.Value + _outputBound.Value, 1);
        var policies = _scope.Policies;
        var router = policies.Router(_rules);
        if ((_choice.Allowed >> index & 1) == 0)
        {
            var boundary = policies.Of(policies.Bounding(_rules)).FirstOrDefault(rule => !rule.Permits(rung.Deployment));
            return new RungFinding(rung, RungOutcome.RuledOut, boundary ?? router, need.Usd, null);
        }

        if (index < _choice.Start)
            return new RungFinding(rung, RungOutcome.AboveStart, index < _choice.First ? router : null, need.Usd, null);
        if (need.Tokens > rung.ContextWindow)
            return new RungFinding(rung, RungOutcome.ContextTooLong, null, need.Usd, null);
        if (_scope.Levels.FirstOrDefault(budget => budget.Enforcement == Enforcement.Hard && need.Of(budget.Unit) > Left(budget)) is { } blocker)
            return new RungFinding(rung, RungOutcome.TooDear, null, need.Usd, Describe(blocker, need.Of(blocker.Unit)));
        return new RungFinding(rung, isTaken ? RungOutcome.NotNeeded : RungOutcome.Taken, null, need.Usd, null);
    }

    private long Left(BudgetPlan budget) => (long)((Int128)budget.Cap * Math.Max(0, 1000 - _usedPermille) / 1000);

    private BudgetShortage Describe(BudgetPlan budget, long needed) =>
        new($"{budget.Scope}:{budget.Name}", BudgetShortage.Text(budget.Unit, needed), BudgetShortage.Text(budget.Unit, Left(budget)));
}
