using System.Buffers;
using System.Text.Json;

namespace BudgetMesh.Http;

/// <summary>The answer to a request that is not what its API takes, or that cannot be answered, as its provider would write it.</summary>
public static class RequestProblem
{
    /// <summary>UTF-8 JSON.</summary>
    /// <param name="type">As the providers have them, such as <c>invalid_request_error</c>.</param>
    /// <param name="code">For programs; OpenAI's alone.</param>
    public static byte[] Of(Dialect dialect, string message, string type = "invalid_request_error", string? code = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (dialect.IsAnthropic())
                json.WriteString("type", "error");
            json.WriteStartObject("error");
            json.WriteString("type", type);
            json.WriteString("message", message);
            if (!dialect.IsAnthropic())
            {
                json.WriteNull("param");
                json.WriteString("code", code);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
