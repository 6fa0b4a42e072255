using System.Collections.Immutable;
using System.Text.Json;

namespace BudgetMesh.Pricing;

/// <summary>How token counts are found in the answers of one flavour of a provider's API; mappings to one class sum.</summary>
internal sealed record UsageExtractor(string ApiFlavor, JsonPath Root, JsonPath ModelPath, ImmutableArray<UsageMapping> Mappings)
{
    public const string DefaultFlavor = "default";

    // What the format does not name but providers report where it reads other counts.
    private ImmutableArray<UsageMapping> Unlisted { get; } = UnlistedCounts.Beside(Mappings);

    /// <summary>Reads the model that the answer names, or empty, and its counts.</summary>
    public bool TryRead(JsonElement body, out string model, out TokenUsage usage, out string problem)
    {
        usage = default;
        model = ModelPath.TryFollow(body, out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";
        if (!Root.TryFollow(body, out var root) || root.ValueKind != JsonValueKind.Object)
            return Fail($"no usage at {Root}", out problem);
        var tally = new UsageTally();
        var found = false;
        foreach (var mapping in Mappings)
        {
            if (mapping.Path.TryFollow(root, out var number))
            {
                found = true;
                if (!tally.TryAdd(mapping, number, out problem))
                    return Fail($"{Root}.{problem}", out problem);
            }
            else if (mapping.Required)
            {
                return Fail($"{Root}.{mapping.Path} is missing", out problem);
            }
        }

        if (!found)
            return Fail($"no counts at {Root}", out problem);
        foreach (var mapping in Unlisted)
        {
            if (mapping.Path.TryFollow(root, out var number) && !tally.TryAdd(mapping, number, out problem))
                return Fail($"{Root}.{problem}", out problem);
        }

        usage = tally.Usage;
        problem = "";
        return true;
    }

    private static bool Fail(string sentence, out string problem)
    {
        problem = sentence;
        return false;
    }
}
