namespace BudgetMesh.Bounds;

/// <summary>Which output bound is sent where the client states none, from what answers have been like. See the lending protocol, "Holds".</summary>
public static class BoundRules
{
    /// <summary>No bound is below what this part of answers, of a thousand, stays within: rather than cut an answer, the next rung or a no.</summary>
    public const int CommonPermille = 999;

    /// <summary>
    /// The fewest answers from which their 99.9th percentile says anything: with 999 it is the longest of them, which the next
    /// answer exceeds with a chance of one in a thousand, whatever the distribution; with fewer no length has that property.
    /// </summary>
    public const int AnswersLeast = 1_000;

    /// <summary>While too little is known, so many answers of one gateway are worth a message.</summary>
    public const int AnswersUrgent = AnswersLeast / 16;

    /// <summary>The bound in parts of a hundred of the 99.9th percentile: usually, with <see cref="GatewaysMany"/> gateways, and where a budget nears its cap.</summary>
    public const int UsualPercent = 400, ManyGatewaysPercent = 200, NearCapPercent = 125;

    /// <summary>With so many gateways bounds are smaller: each has slices of a few bounds lying about.</summary>
    public const int GatewaysMany = Lending.LendingRules.GatewaysMany;

    /// <summary>A budget with less than this part of its cap left, in parts of a thousand, is near its cap.</summary>
    public const int NearCapPermille = 100;

    /// <summary>
    /// Never more than this, in parts of a hundred of the longest answer lately. Models and their callers have limits of their
    /// own, at which lengths end as if cut off: four times beyond that nothing is ever answered, and money is held for nothing.
    /// </summary>
    public const int LongestPercent = 125;

    /// <summary>How long an answer is taken to be that its bound has cut, in parts of a hundred of the bound: at least so long, nobody knows how long.</summary>
    public const int CutPercent = 200;

    /// <param name="lengths">What is known; enough of it.</param>
    /// <param name="gateways">How many there are.</param>
    /// <param name="isNearCap">A budget has little left.</param>
    /// <returns>Tokens, 1 to <see cref="Limits.TokensPerRequestMax"/>, never below <see cref="AnswerLengths.P999"/>.</returns>
    public static TokenCount Bound(in AnswerLengths lengths, int gateways, bool isNearCap)
    {
        var percent = isNearCap ? NearCapPercent : gateways >= GatewaysMany ? ManyGatewaysPercent : UsualPercent;
        var bound = Math.Min(Percent(lengths.P999, percent), Percent(lengths.Longest, LongestPercent));
        return new TokenCount(Math.Clamp(Math.Max(bound, lengths.P999), 1, Limits.TokensPerRequestMax));
    }

    /// <summary>The length to learn from an answer: its own, or, where it fills its bound, more than the bound.</summary>
    public static long Learnable(TokenCount output, TokenCount bound) => output < bound ? output.Value : Percent(bound.Value, CutPercent);

    private static long Percent(long tokens, int percent) => (tokens * percent + 99) / 100;
}
