using System.Collections.Immutable;

namespace BudgetMesh.Pricing;

/// <summary>
/// A price that may depend on the total input: past the start of a tier, every token of the class costs the tier's price.
/// </summary>
internal sealed record TieredRate(Rate Base, ImmutableArray<RateTier> Tiers)
{
    public static TieredRate Flat(Rate rate) => new(rate, []);

    /// <summary>The price per token of a request whose total input is this.</summary>
    public Rate At(long totalInputTokens)
    {
        var rate = Base;
        foreach (var tier in Tiers)
        {
            if (totalInputTokens > tier.StartTokens)
                rate = tier.Rate;
        }

        return rate;
    }
}

/// <summary>A price for requests whose total input is more than <paramref name="StartTokens"/>.</summary>
internal readonly record struct RateTier(long StartTokens, Rate Rate);
