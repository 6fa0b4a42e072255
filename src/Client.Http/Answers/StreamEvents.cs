using System.Text.Json;

namespace BudgetMesh.Http;

/// <summary>What one event of a stream says to a meter.</summary>
/// <param name="Usage">What is known of the usage with it; undefined where it says nothing.</param>
/// <param name="Deltas">Pieces of answers in it.</param>
/// <param name="IsEnd">Nothing of the answer follows.</param>
/// <param name="IsUsageOnly">It is there for its usage alone.</param>
internal readonly record struct StreamEvent(JsonElement Usage, int Deltas, bool IsEnd, bool IsUsageOnly);

/// <summary>Reads the events of each dialect.</summary>
internal static class StreamEvents
{
    public static StreamEvent Read(Dialect dialect, JsonElement data) => dialect switch
    {
        Dialect.AnthropicMessages => Anthropic(data),
        Dialect.OpenAiResponses => Responses(data),
        _ => Chat(data),
    };

    private static StreamEvent Chat(JsonElement data)
    {
        data.TryGet("usage", out var usage);
        var (deltas, hasChoices) = (0, false);
        if (data.TryGet("choices", out var choices) && choices.ValueKind == JsonValueKind.Array)
        {
            foreach (var choice in choices.EnumerateArray())
            {
                hasChoices = true;
                deltas += choice.TryGet("delta", out var delta) && IsPiece(delta) ? 1 : 0;
            }
        }

        return new StreamEvent(usage, deltas, IsEnd: false, IsUsageOnly: !hasChoices && usage.ValueKind == JsonValueKind.Object);
    }

    /// <summary>Some have names of their own for what a model thinks; the delta that only says whose turn it is, is no token.</summary>
    private static bool IsPiece(JsonElement delta) =>
        delta.HasText("content") || delta.HasText("refusal") || delta.HasText("reasoning_content") || delta.HasText("reasoning")
        || delta.TryGet("tool_calls", out _) || delta.TryGet("function_call", out _) || delta.TryGet("audio", out _);

    private static StreamEvent Responses(JsonElement data)
    {
        var usage = default(JsonElement);
        if (data.TryGet("response", out var response))
            response.TryGet("usage", out usage);
        data.TryGet("type", out var type);
        var isEnd = type.Is("response.completed") || type.Is("response.incomplete") || type.Is("response.failed");
        var isDelta = type.ValueKind == JsonValueKind.String && type.GetString()!.EndsWith(".delta", StringComparison.Ordinal) && data.HasText("delta");
        return new StreamEvent(usage, isDelta ? 1 : 0, isEnd, IsUsageOnly: false);
    }

    private static StreamEvent Anthropic(JsonElement data)
    {
        data.TryGet("type", out var type);
        var usage = default(JsonElement);
        if (type.Is("message_start") && data.TryGet("message", out var message))
            message.TryGet("usage", out usage);
        else if (type.Is("message_delta"))
            data.TryGet("usage", out usage);
        var isDelta = type.Is("content_block_delta") && data.TryGet("delta", out var delta) && (delta.HasText("text") || delta.HasText("partial_json") || delta.HasText("thinking"));
        return new StreamEvent(usage, isDelta ? 1 : 0, type.Is("message_stop"), IsUsageOnly: false);
    }
}
