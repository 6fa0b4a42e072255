using System.Globalization;
using System.Text.Json.Nodes;

namespace BudgetMesh.Gateway.Tests.World;

/// <summary>What a test wants of the fake provider, as words in its prompt: <c>say 20 cut 7 running</c>.</summary>
/// <param name="Say">Tokens of the answer, as far as the bound allows.</param>
/// <param name="Cut">The stream ends after so many of them, without its end; null for a whole one.</param>
/// <param name="Running">The usage so far is in every piece, as some servers have it.</param>
/// <param name="Tool">The answer calls a tool.</param>
/// <param name="Gate">Before each token the provider waits to be let on at this gate; null for one that does not wait.</param>
/// <param name="Input">Tokens of the prompt, as this provider counts them.</param>
internal sealed record Wish(long Say, long? Cut, bool Running, bool Tool, string? Gate, long Input)
{
    private const int CharactersPerToken = 4, TokensOfEveryRequest = 3;

    public static Wish Of(JsonNode body)
    {
        var text = TextOf(body["messages"]) + TextOf(body["input"]) + TextOf(body["system"]);
        var words = text.Split(' ');
        var bound = new[] { "max_tokens", "max_completion_tokens", "max_output_tokens" }.Select(field => body[field]?.GetValue<long>()).FirstOrDefault(static value => value is not null);
        return new Wish(
            Math.Clamp(After(words, "say") ?? 5, 0, bound ?? 10_000), After(words, "cut"), words.Contains("running"), words.Contains("tool"), At(words, "wait"),
            TokensOfEveryRequest + text.Length / CharactersPerToken);
    }

    private static long? After(string[] words, string word) => At(words, word) is { } number ? long.Parse(number, CultureInfo.InvariantCulture) : null;

    private static string? At(string[] words, string word) => Array.IndexOf(words, word) is >= 0 and var at && at + 1 < words.Length ? words[at + 1] : null;

    private static string TextOf(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text + " ",
        JsonArray items => string.Concat(items.Select(TextOf)),
        JsonObject part => TextOf(part["content"]) + TextOf(part["text"]),
        _ => "",
    };
}
