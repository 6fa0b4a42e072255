using System.Numerics;

namespace BudgetMesh.Routing;

/// <summary>What each rule of a set means on one ladder, worked out once, so that a decision only joins masks.</summary>
public sealed class RuledLadder
{
    private readonly PolicySet _policies;
    private readonly LadderPlan _ladder;
    private readonly OnLadder[] _rules;
    private readonly uint _all;

    public RuledLadder(PolicySet policies, LadderPlan ladder)
    {
        (_policies, _ladder) = (policies, ladder);
        _all = (1u << ladder.Rungs.Length) - 1;
        _rules = [.. policies.Rules.Select(rule => On(rule, ladder))];
    }

    /// <summary>The rungs that <paramref name="rules"/> leave. Allocates nothing.</summary>
    /// <param name="thresholdStart">Where the thresholds let the ladder start.</param>
    /// <param name="reachable">Ids of the deployments that the caller can use; null for all.</param>
    public RungChoice Choose(RuleBits rules, int thresholdStart, IReadOnlySet<string>? reachable = null)
    {
        var (allowed, start) = (reachable is null ? _all : Among(reachable), 0);
        for (var bounding = _policies.Bounding(rules).Bits; bounding != 0; bounding &= bounding - 1)
            allowed &= _rules[BitOperations.TrailingZeroCount(bounding)].Only;
        for (var left = rules.Bits; left != 0; left &= left - 1)
        {
            ref readonly var rule = ref _rules[BitOperations.TrailingZeroCount(left)];
            if (!rule.Routes)
                continue;
            allowed &= rule.DownToFloor;
            start = rule.Start;
            break;
        }

        return RungChoice.Of(allowed, start, thresholdStart);
    }

    private uint Among(IReadOnlySet<string> reachable)
    {
        var among = 0u;
        for (var i = 0; i < _ladder.Rungs.Length; i++)
            among |= reachable.Contains(_ladder.Rungs[i].Id) ? 1u << i : 0;
        return among;
    }

    private OnLadder On(PolicyRule rule, LadderPlan ladder)
    {
        var (start, floor) = rule.On(ladder);
        var only = 0u;
        for (var i = 0; i < ladder.Rungs.Length; i++)
            only |= rule.Permits(ladder.Rungs[i]) ? 1u << i : 0;
        return new OnLadder(rule.Routes, start, _all & ((1u << (floor + 1)) - 1), only);
    }

    private readonly record struct OnLadder(bool Routes, int Start, uint DownToFloor, uint Only);
}
