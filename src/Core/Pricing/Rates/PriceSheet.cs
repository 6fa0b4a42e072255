using System.Collections.Immutable;

namespace BudgetMesh.Pricing;

/// <summary>
/// The prices of a model under one condition. A class without a price costs what the narrowest class that contains it costs.
/// </summary>
internal sealed record PriceSheet
{
    public static PriceSheet Empty { get; } = new();

    public ImmutableSortedDictionary<TokenClass, TieredRate> Classes { get; init; } = ImmutableSortedDictionary<TokenClass, TieredRate>.Empty;

    public Rate? Request { get; init; }

    public Rate? WebSearch { get; init; }

    /// <summary>What is taken off all token prices of a batch request, in hundredths of a percent, from 0 to 10,000.</summary>
    public int BatchDiscountBasisPoints { get; init; }

    /// <summary>
    /// True where something is paid for a class of tokens; without it, what a request costs does not depend on its tokens.
    /// </summary>
    public bool PricesTokens => !Classes.IsEmpty;

    /// <summary>
    /// A price for a part of a class needs a price for the whole, and prices for two classes that share tokens need one for the
    /// shared; else some tokens would have no price or two.
    /// </summary>
    /// <param name="priced">The class whose price is given, where one is missing.</param>
    /// <param name="missing">The class whose price is missing.</param>
    public bool IsComplete(out TokenClass priced, out TokenClass missing)
    {
        foreach (var part in Classes.Keys)
        {
            foreach (var other in Enum.GetValues<TokenClass>())
            {
                TokenClass? needed =
                    TokenClasses.Contains(other, part) ? other
                    : Classes.ContainsKey(other) ? TokenClasses.Overlap(part, other)
                    : null;
                if (needed is not { } gap || Classes.ContainsKey(gap))
                    continue;
                (priced, missing) = (part, gap);
                return false;
            }
        }

        (priced, missing) = (default, default);
        return true;
    }
}
