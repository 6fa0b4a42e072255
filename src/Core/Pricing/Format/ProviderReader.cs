using System.Collections.Immutable;

namespace BudgetMesh.Pricing;

/// <summary>Reads a provider and everything below it.</summary>
internal static class ProviderReader
{
    public static ProviderPrices Read(JsonAt provider)
    {
        provider.Only(
            "id", "name", "pricing_urls", "api_pattern", "description", "price_comments", "model_match", "provider_match",
            "extractors", "fallback_model_providers", "models");
        return new ProviderPrices(provider.Required("id").Text())
        {
            Name = provider.Required("name").Text(),
            ApiPattern = NameMatchReader.ReadPrefixPattern(provider.Required("api_pattern")),
            ProviderMatch = provider.Optional("provider_match") is { } providerMatch ? NameMatchReader.Read(providerMatch) : null,
            ModelMatch = provider.Optional("model_match") is { } modelMatch ? NameMatchReader.Read(modelMatch) : null,
            Fallbacks = [.. provider.Optional("fallback_model_providers")?.Items().Select(id => id.Text()) ?? []],
            Extractors = provider.Optional("extractors") is { } extractors
                ? Distinct(extractors, ExtractorReader.Read, extractor => extractor.ApiFlavor)
                : CommonExtractors.All,
            Models = Distinct(provider.Required("models"), ModelReader.Read, model => model.Id),
        };
    }

    /// <summary>Reads a list whose entries differ in a key, whatever its case: of two, only the first would ever be found.</summary>
    public static ImmutableArray<T> Distinct<T>(JsonAt list, Func<JsonAt, T> read, Func<T, string> key)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var items = ImmutableArray.CreateBuilder<T>();
        foreach (var item in list.Items())
        {
            items.Add(read(item));
            if (!seen.Add(key(items[^1])))
                throw item.Wrong($"\"{key(items[^1])}\" is listed twice; once is right");
        }

        return items.ToImmutable();
    }
}
