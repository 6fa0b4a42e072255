using System.Collections.Immutable;
using BudgetMesh.Budgets;
using BudgetMesh.Holds;
using BudgetMesh.Rates;

namespace BudgetMesh.Routing;

/// <summary>One walk down a ladder under some rules, with the reason for each rung.</summary>
internal sealed class DryLadder
{
    private readonly ScopePlan _scope;
    private readonly Request _request;
    private readonly RuleBits _rules;
    private readonly DryUse _use;
    private readonly BoundLadder _ladder;
    private readonly RungChoice _choice;
    private readonly TokenCount _outputBound;
    private readonly AheadOfCourse? _ahead;

    public DryLadder(GatePlan plan, ScopePlan scope, in Request request, RuleBits rules, DryUse use)
    {
        (_scope, _request, _rules, _use) = (scope, request, rules, use);
        _ladder = plan.Ladders[scope.Policies.Router(rules)?.Ladder?.Name ?? request.Ladder ?? scope.Ladder.Name];
        var passed = scope.Levels.IsEmpty ? 0 : _ladder.StartRung(_ladder.Passed(0, use.UsedPermille));
        var (level, ahead) = use.PaceOf(scope.Levels);
        var paced = Pace.StartRung(level, request.Priority, _ladder.Rungs.Length);
        _choice = new RuledLadder(scope.Policies, _ladder.Plan).Choose(rules, Math.Max(passed, paced));
        _ahead = paced > passed && _choice.Start != _choice.First ? ahead : null;
        _outputBound = request.OutputBound ?? new TokenCount(scope.OutputBound);
    }

    public DryDecision Decide()
    {
        var reason = _choice.IsNone ? Reason.RuledOut : _choice.Start == _choice.First ? Reason.Fits : _ahead is null ? Reason.Threshold : Reason.Paced;
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
        return new DryDecision(verdict, reason, _ladder.Plan.Name, _outputBound, findings.ToImmutable(), _scope.Policies.NamesOf(_rules), null, _ahead);
    }

    /// <summary>What passes by itself stays the reason, as at a gate.</summary>
    private static Reason Worse(Reason reason, RungOutcome outcome) => outcome switch
    {
        _ when reason is Reason.RateLimited or Reason.CapacityShort or Reason.DeploymentClosed => reason,
        RungOutcome.ExceedsLimit => Reason.ExceedsLimit,
        RungOutcome.RateLimited => Reason.RateLimited,
        RungOutcome.CapacityShort => Reason.CapacityShort,
        RungOutcome.DeploymentClosed => Reason.DeploymentClosed,
        RungOutcome.TooDear => Reason.BudgetExceeded,
        RungOutcome.ContextTooLong when reason is Reason.Fits or Reason.Threshold or Reason.Paced => Reason.ContextTooLong,
        _ => reason,
    };

    private RungFinding Find(int index, bool isTaken)
    {
        var rung = _ladder.Rungs[index];
        var need = new Amounts(
            rung.Quote.UpperBound(_request.InputTokens, _outputBound, _request.CacheWrites), _request.InputTokens.Value + _outputBound.Value, _outputBound.Value, 1);
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
        return FindLimit(rung, need) ?? new RungFinding(rung, isTaken ? RungOutcome.NotNeeded : RungOutcome.Taken, null, need.Usd, null);
    }

    /// <summary>The limit or circuit that stands in the way worst; null where none does.</summary>
    private RungFinding? FindLimit(Rung rung, in Amounts need)
    {
        var limits = _scope.LimitLevels.Select(static level => (Owner: RateOwnerId.Of(level.Scope), level.Limit))
            .Concat(rung.Deployment.Capacity.Select(limit => (Owner: RateOwnerId.OfDeployment(rung.Deployment.Id), Limit: limit))).ToList();
        foreach (var (owner, limit) in limits)
        {
            if (need.Of(limit.Unit) > limit.Burst)
                return Short(RungOutcome.ExceedsLimit, owner, limit, limit.Burst, need);
        }

        if (_use.Room.Closed.Contains(rung.Deployment.Id))
            return new RungFinding(rung, RungOutcome.DeploymentClosed, null, need.Usd, null);
        foreach (var (owner, limit) in limits)
        {
            if (_use.Room.Of(owner, limit) is var room && need.Of(limit.Unit) > room)
                return Short(owner.Kind == RateOwnerKind.Scope ? RungOutcome.RateLimited : RungOutcome.CapacityShort, owner, limit, room, need);
        }

        return null;

        RungFinding Short(RungOutcome outcome, RateOwnerId owner, LimitPlan limit, long room, in Amounts needed) => new(rung, outcome, null, needed.Usd, null)
        {
            Limit = new LimitShortage($"{owner}:{limit.Name}", LimitShortage.Text(limit.Unit, needed.Of(limit.Unit)), LimitShortage.Text(limit.Unit, room)),
        };
    }

    private long Left(BudgetPlan budget) => (long)((Int128)budget.Cap * Math.Max(0, 1000 - _use.UsedPermille) / 1000);

    private BudgetShortage Describe(BudgetPlan budget, long needed) =>
        new($"{budget.Scope}:{budget.Name}", BudgetShortage.Text(budget.Unit, needed), BudgetShortage.Text(budget.Unit, Left(budget)));
}
