namespace BudgetMesh.Pricing;

/// <summary>Writes a price sheet out, line by line.</summary>
internal static class PriceLines
{
    public static IEnumerable<PriceLine> Of(PriceSheet sheet)
    {
        foreach (var (tokenClass, price) in sheet.Classes)
        {
            var key = TokenClasses.PriceKey(tokenClass);
            yield return new PriceLine(key, 0, price.Base.UsdPerMillion);
            foreach (var tier in price.Tiers)
                yield return new PriceLine(key, tier.StartTokens, tier.Rate.UsdPerMillion);
        }

        if (sheet.Request is { } request)
            yield return new PriceLine("requests_kcount", 0, request.UsdPerThousand);
        if (sheet.WebSearch is { } webSearch)
            yield return new PriceLine("web_searches_kcount", 0, webSearch.UsdPerThousand);
    }
}
