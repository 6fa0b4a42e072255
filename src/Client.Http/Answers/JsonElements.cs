using System.Text.Json;

namespace BudgetMesh.Http;

/// <summary>Looking into JSON of which nothing is certain.</summary>
internal static class JsonElements
{
    public static bool TryGet(this JsonElement from, string name, out JsonElement value)
    {
        value = default;
        return from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    public static bool Is(this JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    public static bool HasText(this JsonElement from, string name) => from.TryGet(name, out var text) && text.ValueKind == JsonValueKind.String && !text.ValueEquals("");

    public static bool TryGetCount(this JsonElement value, out long count)
    {
        count = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out count);
    }
}
