using System.Collections.Immutable;

namespace BudgetMesh.Routing;

/// <summary>A ladder with the prices that are in force.</summary>
/// <param name="Rungs">As in the plan: best first.</param>
public sealed record BoundLadder(LadderPlan Plan, ImmutableArray<Rung> Rungs)
{
    /// <summary>
    /// How many thresholds a budget at <paramref name="usedPermille"/> has passed, coming from <paramref name="passed"/>: forward
    /// at each threshold's <c>at</c>, back only below its <c>back</c>.
    /// </summary>
    public int Passed(int passed, int usedPermille)
    {
        var thresholds = Plan.Thresholds;
        while (passed < thresholds.Length && usedPermille >= thresholds[passed].AtPermille)
            passed++;
        while (passed > 0 && usedPermille < thresholds[passed - 1].BackPermille)
            passed--;
        return passed;
    }

    /// <summary>The rung to start with after <paramref name="passed"/> thresholds.</summary>
    public int StartRung(int passed) => passed == 0 ? 0 : Plan.Thresholds[passed - 1].StartRung;
}
