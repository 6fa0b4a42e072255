using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace BudgetMesh.Extensions.AI;

/// <summary>
/// Tokens of what nobody has counted: one for every two bytes of UTF-8. English has four bytes and more to a token, code three, most
/// scripts beyond Latin two to three; so it is seldom too little, and for plain English about twice too much.
/// </summary>
public static class ChatTokens
{
    /// <summary>Text that has more tokens than that is made to have them: long runs of rare signs or digits.</summary>
    public const int BytesPerToken = 2;

    /// <summary>What a message, tool or call costs beside its text: role, name, separators.</summary>
    public const int PerItem = 16;

    /// <summary>Of an image, or a file that the provider reads itself: what the dearest take for an image of usual size.</summary>
    public const int PerMedium = 2_000;

    /// <summary>An upper estimate of what a call sends: messages, instructions, tools and the schema of the answer.</summary>
    public static TokenCount MostOf(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var tokens = messages.Sum(static message => PerItem + message.Contents.Sum(TokensOf));
        tokens += OfText(options?.Instructions) + (options?.Tools?.Sum(TokensOf) ?? 0);
        if (options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
            tokens += PerItem + OfText(schema.GetRawText());
        return Count(tokens);
    }

    /// <summary>An estimate of an answer, or of a part of one.</summary>
    internal static long OfAnswer(IEnumerable<AIContent> contents) => contents.Sum(TokensOf);

    internal static TokenCount Count(long tokens) => new(Math.Clamp(tokens, 0, Limits.TokensPerRequestMax));

    private static long TokensOf(AIContent content) => content switch
    {
        TextContent text => OfText(text.Text),
        TextReasoningContent reasoning => OfText(reasoning.Text),
        FunctionCallContent call => PerItem + OfText(call.Name) + OfValue(call.Arguments),
        FunctionResultContent result => PerItem + OfValue(result.Result),
        DataContent data when !data.HasTopLevelMediaType("image") => Math.Max(PerMedium, data.Data.Length / BytesPerToken),
        DataContent or UriContent or HostedFileContent => PerMedium,
        _ => 0,
    };

    private static long TokensOf(AITool tool) =>
        PerItem + OfText(tool.Name) + OfText(tool.Description) + (tool is AIFunctionDeclaration function ? OfText(function.JsonSchema.GetRawText()) : 0);

    private static long OfValue(object? value) => value switch
    {
        null => 0,
        string text => OfText(text),
        JsonElement json => OfText(json.GetRawText()),
        _ => OfText(JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions)), // as clients write it
    };

    private static long OfText(string? text) => text is null ? 0 : (Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;
}
