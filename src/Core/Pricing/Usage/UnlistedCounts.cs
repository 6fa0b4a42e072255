using System.Collections.Immutable;

namespace BudgetMesh.Pricing;

/// <summary>
/// Counts that the format has no words for but that an overlay can price: they are read wherever a list reads the count they
/// stand beside, unless the list maps them itself.
/// </summary>
internal static class UnlistedCounts
{
    private static readonly ImmutableArray<(string Beside, UsageMapping Mapping)> All =
    [
        // Anthropic's Messages API, also as served by others.
        ("cache_creation_input_tokens", new(JsonPath.Of("cache_creation", "ephemeral_1h_input_tokens"), TokenClass.CacheWriteOneHour, Required: false)),
        ("cache_creation_input_tokens", new(JsonPath.Of("server_tool_use", "web_search_requests"), TokenClass: null, Required: false)),
        // Google's generateContent.
        ("candidatesTokenCount", new(OfModality("candidatesTokensDetails", "IMAGE"), TokenClass.OutputImage, Required: false)),
    ];

    public static ImmutableArray<UsageMapping> Beside(ImmutableArray<UsageMapping> mappings) =>
    [
        .. All.Where(unlisted => mappings.Any(mapping => mapping.Path.Last == unlisted.Beside))
            .Select(unlisted => unlisted.Mapping)
            .Where(unlisted => mappings.All(mapping => mapping.TokenClass != unlisted.TokenClass)),
    ];

    private static JsonPath OfModality(string details, string modality) =>
        new([new MemberStep(details), new ItemStep("modality", new NameEquals(modality)), new MemberStep("tokenCount")]);
}
