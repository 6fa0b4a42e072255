using System.Collections.Immutable;
using System.Text.Json;

namespace BudgetMesh.Pricing;

/// <summary>Reads how token counts are found in a provider's answers.</summary>
internal static class ExtractorReader
{
    private const string WebSearchDestination = "web_searches";

    public static UsageExtractor Read(JsonAt extractor)
    {
        extractor.Only("api_flavor", "root", "model_path", "mappings");
        var mappings = extractor.Required("mappings");
        var read = new UsageExtractor(
            extractor.Optional("api_flavor")?.Text() ?? UsageExtractor.DefaultFlavor,
            Path(extractor.Required("root")),
            extractor.Optional("model_path") is { } modelPath ? Path(modelPath) : JsonPath.Of("model"),
            [.. mappings.Items().Select(Mapping)]);
        return read.Mappings.IsEmpty ? throw mappings.Wrong("no mappings; at least one belongs here") : read;
    }

    private static UsageMapping Mapping(JsonAt mapping)
    {
        mapping.Only("path", "dest", "required");
        var destination = mapping.Required("dest");
        TokenClass? tokenClass = destination.Text() switch
        {
            WebSearchDestination => null,
            var key when TokenClasses.TryFromUsageKey(key, out var known) => known,
            var key => throw destination.Wrong(
                $"unknown count \"{key}\"; known are {string.Join(", ", [.. TokenClasses.UsageKeys, WebSearchDestination])}"),
        };
        return new UsageMapping(Path(mapping.Required("path")), tokenClass, mapping.Optional("required")?.Boolean() ?? true);
    }

    private static JsonPath Path(JsonAt path)
    {
        if (path.Value.ValueKind == JsonValueKind.String)
            return JsonPath.Of(path.Text());
        ImmutableArray<JsonStep> steps = [.. path.Items().Select(Step)];
        return steps is [.., MemberStep] ? new JsonPath(steps) : throw path.Wrong("a path ends with the name of a member");
    }

    private static JsonStep Step(JsonAt step)
    {
        if (step.Value.ValueKind == JsonValueKind.String)
            return new MemberStep(step.Text());
        step.Only("type", "field", "match");
        var type = step.Required("type");
        return type.Text() == "array-match"
            ? new ItemStep(step.Required("field").Text(), NameMatchReader.Read(step.Required("match")))
            : throw type.Wrong($"unknown step \"{type.Text()}\"; known is array-match");
    }
}
