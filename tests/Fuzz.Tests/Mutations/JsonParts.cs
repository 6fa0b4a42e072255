using System.Text.Json;

namespace BudgetMesh.Fuzz.Tests.Mutations;

/// <summary>Where the values of a JSON text stand.</summary>
/// <param name="Start">Of the value; of its name where it is a member.</param>
/// <param name="ValueStart">Of the value.</param>
/// <param name="End">After the value.</param>
internal readonly record struct JsonPart(int Start, int ValueStart, int End, JsonTokenType Type)
{
    public bool IsMember => Start != ValueStart;

    /// <summary>All values, outermost last.</summary>
    public static IReadOnlyList<JsonPart> Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var parts = new List<JsonPart>();
        var open = new Stack<(int Start, int ValueStart, JsonTokenType Type)>();
        int? name = null;
        while (reader.Read())
        {
            var (start, end) = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = start;
                    continue;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push((name ?? start, start, reader.TokenType));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    var container = open.Pop();
                    parts.Add(new JsonPart(container.Start, container.ValueStart, end, container.Type));
                    break;
                default:
                    parts.Add(new JsonPart(name ?? start, start, end, reader.TokenType));
                    break;
            }

            name = null;
        }

        return parts;
    }
}
