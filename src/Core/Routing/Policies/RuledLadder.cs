using System.Numerics;

namespace BudgetMesh.Routing;

/// <summary>What each rule of a set means on one ladder, worked out once, so that a decision only joins masks.</summary>
public sealed class RuledLadder
{
    private readonly PolicySet _policies;
    private readonly OnLadder[] _rules;
    private readonly uint _all;

    public RuledLadder(PolicySet policies, LadderPlan ladder)
    {
        _policies = policies;
        _all = (1u << ladder.Rungs.Length) - 1;
        _rules = [.. policies.Rules.Select(rule => On(rule, ladder))];
    }

    /// <summary>The rungs that <paramref name="rules"/> leave. Allocates nothing.</summary>
    /// <param name="thresholdStart">Where the thresholds let the ladder start.</param>
    public RungChoice Choose(RuleBits rules, int thresholdStart)
    {
        var (allowed, start) = (_all, 0);
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
