namespace BudgetMesh.Replay.Provider;

/// <summary>What the fake provider charges for one deployment, in USD. Input beyond a tier's start is charged at the tier's price, all of it.</summary>
/// <param name="Input">Per million tokens by the total of input tokens, with rising starts, the first 0.</param>
/// <param name="Output">The same, also by the total of input tokens.</param>
/// <param name="PerRequest">On top of each request's input.</param>
public sealed record DeploymentPrice(IReadOnlyList<PriceTier> Input, IReadOnlyList<PriceTier> Output, decimal PerRequest)
{
    private const decimal Million = 1_000_000m;

    private const int NanoUsdDecimals = 9;

    /// <summary>Input and output each rounded once, half up, to a nano-dollar, and added.</summary>
    public decimal Cost(long inputTokens, long outputTokens) =>
        Round(inputTokens * Of(Input, inputTokens) / Million + PerRequest) + Round(outputTokens * Of(Output, inputTokens) / Million);

    private static decimal Of(IReadOnlyList<PriceTier> tiers, long inputTokens)
    {
        var price = 0m;
        foreach (var tier in tiers)
        {
            if (tier.Start == 0 || inputTokens > tier.Start)
                price = tier.UsdPerMillion;
        }

        return price;
    }

    private static decimal Round(decimal usd) => decimal.Round(usd, NanoUsdDecimals, MidpointRounding.AwayFromZero);
}

/// <param name="Start">The tier holds for inputs of more tokens than this; 0 for all.</param>
public readonly record struct PriceTier(long Start, decimal UsdPerMillion);
