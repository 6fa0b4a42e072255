using System.Collections.Immutable;

namespace BudgetMesh.Rates;

/// <summary>What the owner of limits goes by.</summary>
/// <param name="Limits">Each name once.</param>
/// <param name="Shares">By the name of a limit; a limit that is not here is shared out equally.</param>
/// <param name="LongestRequest">What a gateway that is gone had under way has ended after this long.</param>
public sealed record RatePlan(ImmutableArray<LimitPlan> Limits, IReadOnlyDictionary<string, RateShares> Shares, TimeSpan LongestRequest)
{
    /// <summary>No limits.</summary>
    public static RatePlan None { get; } = new([], new Dictionary<string, RateShares>(), TimeSpan.Zero);

    public RateShares SharesOf(string limit) => Shares.GetValueOrDefault(limit, RateShares.Equal);
}
