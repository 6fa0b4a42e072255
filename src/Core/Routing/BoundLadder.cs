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

    private readonly ImmutableArray<uint> _alike = [.. Plan.GroupOf.Select(group => MaskOf(Plan, group))];

    private readonly ImmutableArray<long> _costs = [.. Rungs.Select(static rung => rung.Quote.UpperBound(Usual, Usual, default).NanoUsd)];

    /// <summary>By what deployments of one model are compared: their prices differ by provider and region, hardly ever by the length of the request.</summary>
    private static readonly TokenCount Usual = new(1_000);

    /// <summary>The rungs with the same model as this one, as bits; itself among them.</summary>
    public uint Alike(int rung) => _alike[rung];

    /// <summary>It makes no difference to the request which of the two it goes to.</summary>
    public bool AreAlike(int one, int other) => (_alike[one] >> other & 1) != 0;

    /// <summary>What a usual request costs at most, in nano-USD.</summary>
    public long CostOf(int rung) => _costs[rung];

    /// <summary>The rung to start with after <paramref name="passed"/> thresholds.</summary>
    public int StartRung(int passed) => passed == 0 ? 0 : Plan.Thresholds[passed - 1].StartRung;

    private static uint MaskOf(LadderPlan plan, int group)
    {
        var mask = 0u;
        for (var i = 0; i < plan.GroupOf.Length; i++)
            mask |= plan.GroupOf[i] == group ? 1u << i : 0;
        return mask;
    }
}
