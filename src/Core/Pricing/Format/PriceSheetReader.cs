using System.Collections.Immutable;
using System.Text.Json;

namespace BudgetMesh.Pricing;

/// <summary>Reads the prices of a model under one condition: keys such as <c>input_mtok</c> with a number or a base and tiers.</summary>
internal static class PriceSheetReader
{
    private const string RequestKey = "requests_kcount";
    private const string WebSearchKey = "web_searches_kcount";

    public static PriceSheet Read(JsonAt prices)
    {
        var sheet = PriceSheet.Empty;
        foreach (var (key, price) in prices.Members())
        {
            sheet = key switch
            {
                RequestKey => sheet with { Request = PerThousand(price) },
                WebSearchKey => sheet with { WebSearch = PerThousand(price) },
                _ when TokenClasses.TryFromPriceKey(key, out var tokenClass) =>
                    sheet with { Classes = sheet.Classes.Add(tokenClass, Tiered(price)) },
                _ => throw price.Wrong($"unknown price \"{key}\"; known are {string.Join(", ", [.. TokenClasses.PriceKeys, RequestKey, WebSearchKey])}"),
            };
        }

        return sheet.IsComplete(out var priced, out var missing)
            ? sheet
            : throw prices.Wrong($"{TokenClasses.PriceKey(priced)} needs {TokenClasses.PriceKey(missing)} beside it, for tokens of that class");
    }

    private static TieredRate Tiered(JsonAt price)
    {
        if (price.Value.ValueKind == JsonValueKind.Number)
            return TieredRate.Flat(PerMillion(price));
        if (price.Value.ValueKind != JsonValueKind.Object)
            throw price.Wrong("a price is a number, or an object with base and tiers");
        price.Only("base", "tiers");
        var tiers = ImmutableArray.CreateBuilder<RateTier>();
        foreach (var tier in price.Required("tiers").Items())
        {
            tier.Only("start", "price");
            var start = tier.Required("start");
            if (tiers.Count > 0 && start.Count() <= tiers[^1].StartTokens)
                throw start.Wrong($"tiers rise: a start above {tiers[^1].StartTokens} belongs here");
            tiers.Add(new RateTier(start.Count(), PerMillion(tier.Required("price"))));
        }

        return new TieredRate(PerMillion(price.Required("base")), tiers.ToImmutable());
    }

    private static Rate PerMillion(JsonAt price) =>
        Rate.TryParsePerMillion(price.Number(), out var rate, out var problem) ? rate : throw price.Wrong(problem);

    private static Rate PerThousand(JsonAt price) =>
        Rate.TryParsePerThousand(price.Number(), out var rate, out var problem) ? rate : throw price.Wrong(problem);
}
