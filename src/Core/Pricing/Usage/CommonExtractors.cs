using System.Collections.Immutable;

namespace BudgetMesh.Pricing;

/// <summary>
/// For providers whose answers no list describes, as those that only an overlay names: nearly all of them speak as OpenAI
/// (<c>chat</c>, <c>responses</c>, <c>embeddings</c>) or Anthropic (<c>anthropic</c>) do.
/// </summary>
internal static class CommonExtractors
{
    public static ImmutableArray<UsageExtractor> All { get; } =
    [
        Extractor(
            "chat",
            Required(TokenClass.Input, "prompt_tokens"),
            Optional(TokenClass.CacheRead, "prompt_tokens_details", "cached_tokens"),
            Optional(TokenClass.InputAudio, "prompt_tokens_details", "audio_tokens"),
            Required(TokenClass.Output, "completion_tokens"),
            Optional(TokenClass.OutputAudio, "completion_tokens_details", "audio_tokens")),
        Extractor(
            "responses",
            Required(TokenClass.Input, "input_tokens"),
            Optional(TokenClass.CacheRead, "input_tokens_details", "cached_tokens"),
            Required(TokenClass.Output, "output_tokens")),
        Extractor("embeddings", Required(TokenClass.Input, "prompt_tokens")),
        Extractor(
            "anthropic",
            Required(TokenClass.Input, "input_tokens"),
            Optional(TokenClass.Input, "cache_creation_input_tokens"),
            Optional(TokenClass.Input, "cache_read_input_tokens"),
            Optional(TokenClass.CacheWrite, "cache_creation_input_tokens"),
            Optional(TokenClass.CacheRead, "cache_read_input_tokens"),
            Required(TokenClass.Output, "output_tokens")),
    ];

    private static UsageExtractor Extractor(string apiFlavor, params ImmutableArray<UsageMapping> mappings) =>
        new(apiFlavor, JsonPath.Of("usage"), JsonPath.Of("model"), mappings);

    private static UsageMapping Required(TokenClass tokenClass, params ReadOnlySpan<string> path) => new(JsonPath.Of(path), tokenClass, Required: true);

    private static UsageMapping Optional(TokenClass tokenClass, params ReadOnlySpan<string> path) => new(JsonPath.Of(path), tokenClass, Required: false);
}
