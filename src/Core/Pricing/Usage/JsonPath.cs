using System.Collections.Immutable;
using System.Text.Json;

namespace BudgetMesh.Pricing;

/// <summary>The way from a JSON value down to another.</summary>
internal sealed record JsonPath(ImmutableArray<JsonStep> Steps)
{
    public static JsonPath Of(params ReadOnlySpan<string> members) => new([.. members.ToArray().Select(member => new MemberStep(member))]);

    /// <summary>The member that the path ends with.</summary>
    public string Last => ((MemberStep)Steps[^1]).Name;

    /// <summary>Follows the path; false where it breaks off or ends at null.</summary>
    public bool TryFollow(JsonElement from, out JsonElement found)
    {
        found = from;
        foreach (var step in Steps)
        {
            if (!step.TryGo(found, out found))
                return false;
        }

        return found.ValueKind != JsonValueKind.Null;
    }

    public override string ToString() => string.Join('.', Steps);
}

internal abstract record JsonStep
{
    public abstract bool TryGo(JsonElement from, out JsonElement to);
}

/// <summary>To a member of an object.</summary>
internal sealed record MemberStep(string Name) : JsonStep
{
    public override bool TryGo(JsonElement from, out JsonElement to)
    {
        to = default;
        return from.ValueKind == JsonValueKind.Object && from.TryGetProperty(Name, out to);
    }

    public override string ToString() => Name;
}

/// <summary>To the first item of an array that has a text of this name which fits.</summary>
internal sealed record ItemStep(string Field, NameMatch Match) : JsonStep
{
    public override bool TryGo(JsonElement from, out JsonElement to)
    {
        to = from.ValueKind == JsonValueKind.Array ? from.EnumerateArray().FirstOrDefault(Fits) : default;
        return to.ValueKind != JsonValueKind.Undefined;
    }

    public override string ToString() => $"[{Field}]";

    private bool Fits(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(Field, out var field)
        && field.ValueKind == JsonValueKind.String
        && Match.Fits(field.GetString()!);
}
