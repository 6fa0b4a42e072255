using System.Text.Json.Nodes;

namespace BudgetMesh.Gateway.Tests.World;

/// <summary>Answers of one API: whole, or as the events of a stream.</summary>
internal abstract class ProtocolAnswers
{
    public virtual bool HasOutput => true;

    public abstract JsonObject Whole(JsonNode body, Wish wish);

    public abstract string Begin(JsonNode body, Wish wish);

    /// <param name="number">From 1.</param>
    public abstract string Token(JsonNode body, Wish wish, long number);

    public abstract string End(JsonNode body, Wish wish);

    protected static string ModelOf(JsonNode body) => body["model"]!.GetValue<string>();

    protected static string TextOf(Wish wish) => string.Concat(Enumerable.Repeat("tok ", (int)wish.Say));

    protected static string Event(JsonObject data, bool isNamed) => $"{(isNamed ? $"event: {data["type"]}\n" : "")}data: {data.ToJsonString()}\n\n";
}

internal sealed class ChatAnswers : ProtocolAnswers
{
    private const string ToolCall = """[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}}]""";

    public override JsonObject Whole(JsonNode body, Wish wish)
    {
        var message = wish.Tool
            ? new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = JsonNode.Parse(ToolCall) }
            : new JsonObject { ["role"] = "assistant", ["content"] = TextOf(wish), ["refusal"] = null };
        var answer = Chunk(body, "chat.completion", new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = wish.Tool ? "tool_calls" : "stop" });
        answer["usage"] = Usage(wish.Input, wish.Say);
        return answer;
    }

    public override string Begin(JsonNode body, Wish wish) => Delta(body, new JsonObject { ["role"] = "assistant", ["content"] = "" });

    public override string Token(JsonNode body, Wish wish, long number)
    {
        var delta = wish.Tool && number == 1 ? new JsonObject { ["tool_calls"] = JsonNode.Parse(ToolCall) } : new JsonObject { ["content"] = "tok " };
        return Delta(body, delta, usage: wish.Running ? Usage(wish.Input, number) : null);
    }

    public override string End(JsonNode body, Wish wish)
    {
        var end = Delta(body, [], wish.Tool ? "tool_calls" : "stop");
        if (body["stream_options"]?["include_usage"]?.GetValue<bool>() == true)
        {
            var usage = Chunk(body, "chat.completion.chunk");
            usage["usage"] = Usage(wish.Input, wish.Say);
            end += Event(usage, isNamed: false);
        }

        return end + "data: [DONE]\n\n";
    }

    private static string Delta(JsonNode body, JsonObject delta, string? finish = null, JsonObject? usage = null)
    {
        var chunk = Chunk(body, "chat.completion.chunk", new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish });
        chunk["usage"] = usage;
        return Event(chunk, isNamed: false);
    }

    private static JsonObject Chunk(JsonNode body, string kind, params JsonNode[] choices) =>
        new() { ["id"] = "chatcmpl-1", ["object"] = kind, ["created"] = 1, ["model"] = ModelOf(body), ["choices"] = new JsonArray(choices) };

    private static JsonObject Usage(long input, long output) => new() { ["prompt_tokens"] = input, ["completion_tokens"] = output, ["total_tokens"] = input + output };
}

internal sealed class ResponsesAnswers : ProtocolAnswers
{
    public override JsonObject Whole(JsonNode body, Wish wish) => Response(body, "completed", TextOf(wish), Usage(wish));

    public override string Begin(JsonNode body, Wish wish) =>
        Event(new JsonObject { ["type"] = "response.created", ["sequence_number"] = 0, ["response"] = Response(body, "in_progress", null, null) }, isNamed: true);

    public override string Token(JsonNode body, Wish wish, long number) => Event(
        new JsonObject { ["type"] = "response.output_text.delta", ["sequence_number"] = number, ["item_id"] = "msg_1", ["output_index"] = 0, ["content_index"] = 0, ["delta"] = "tok " },
        isNamed: true);

    public override string End(JsonNode body, Wish wish) => Event(
        new JsonObject { ["type"] = "response.completed", ["sequence_number"] = wish.Say + 1, ["response"] = Response(body, "completed", TextOf(wish), Usage(wish)) }, isNamed: true);

    private static JsonObject Response(JsonNode body, string status, string? text, JsonObject? usage) => new()
    {
        ["id"] = "resp_1",
        ["object"] = "response",
        ["created_at"] = 1,
        ["status"] = status,
        ["model"] = ModelOf(body),
        ["output"] = text is null
            ? new JsonArray()
            : new JsonArray(new JsonObject
            {
                ["type"] = "message",
                ["id"] = "msg_1",
                ["status"] = "completed",
                ["role"] = "assistant",
                ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray() }),
            }),
        ["parallel_tool_calls"] = true,
        ["tool_choice"] = "auto",
        ["tools"] = new JsonArray(),
        ["usage"] = usage,
    };

    private static JsonObject Usage(Wish wish) => new()
    {
        ["input_tokens"] = wish.Input,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
        ["output_tokens"] = wish.Say,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
        ["total_tokens"] = wish.Input + wish.Say,
    };
}

internal sealed class EmbeddingsAnswers : ProtocolAnswers
{
    public override bool HasOutput => false;

    public override JsonObject Whole(JsonNode body, Wish wish) => new()
    {
        ["object"] = "list",
        ["model"] = ModelOf(body),
        ["data"] = new JsonArray(new JsonObject { ["object"] = "embedding", ["index"] = 0, ["embedding"] = Convert.ToBase64String(new byte[16]) }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = wish.Input, ["total_tokens"] = wish.Input },
    };

    public override string Begin(JsonNode body, Wish wish) => throw new NotSupportedException();

    public override string Token(JsonNode body, Wish wish, long number) => throw new NotSupportedException();

    public override string End(JsonNode body, Wish wish) => throw new NotSupportedException();
}

internal sealed class AnthropicAnswers : ProtocolAnswers
{
    public override JsonObject Whole(JsonNode body, Wish wish)
    {
        var content = wish.Tool
            ? new JsonObject { ["type"] = "tool_use", ["id"] = "toolu_1", ["name"] = "weather", ["input"] = new JsonObject { ["city"] = "Rome" } }
            : new JsonObject { ["type"] = "text", ["text"] = TextOf(wish), ["citations"] = null };
        return Message(body, wish, new JsonArray(content), wish.Tool ? "tool_use" : "end_turn", wish.Say);
    }

    public override string Begin(JsonNode body, Wish wish) =>
        Event(new JsonObject { ["type"] = "message_start", ["message"] = Message(body, wish, [], null, 1) }, isNamed: true)
        + Event(new JsonObject { ["type"] = "content_block_start", ["index"] = 0, ["content_block"] = new JsonObject { ["type"] = "text", ["text"] = "", ["citations"] = null } }, isNamed: true)
        + Event(new JsonObject { ["type"] = "ping" }, isNamed: true);

    public override string Token(JsonNode body, Wish wish, long number) => Event(
        new JsonObject { ["type"] = "content_block_delta", ["index"] = 0, ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = "tok " } }, isNamed: true);

    public override string End(JsonNode body, Wish wish) =>
        Event(new JsonObject { ["type"] = "content_block_stop", ["index"] = 0 }, isNamed: true)
        + Event(new JsonObject { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = "end_turn", ["stop_sequence"] = null }, ["usage"] = new JsonObject { ["output_tokens"] = wish.Say } }, isNamed: true)
        + Event(new JsonObject { ["type"] = "message_stop" }, isNamed: true);

    private static JsonObject Message(JsonNode body, Wish wish, JsonArray content, string? stop, long output) => new()
    {
        ["id"] = "msg_1",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = ModelOf(body),
        ["content"] = content,
        ["stop_reason"] = stop,
        ["stop_sequence"] = null,
        ["usage"] = new JsonObject { ["input_tokens"] = wish.Input, ["cache_creation_input_tokens"] = 0, ["cache_read_input_tokens"] = 0, ["output_tokens"] = output },
    };
}
