using System.Text.Json;

namespace BudgetMesh.Pricing;

/// <summary>What the reading of JSON leaves until somebody looks at a text: whether it is one.</summary>
internal static class JsonUnicode
{
    /// <exception cref="JsonException">Not JSON, or a name or a text in it has bytes that are no UTF-8, or half a character.</exception>
    public static void Require(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
                continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                throw new JsonException($"the text that begins at byte {reader.TokenStartIndex} is not Unicode");
            }
        }
    }
}
