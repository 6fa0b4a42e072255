using System.Text.Json;
using BudgetMesh.AspNetCore;
using BudgetMesh.Client;
using BudgetMesh.Gateway.Configuration;
using BudgetMesh.Gateway.Forwarding;
using BudgetMesh.Http;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Gateway.Hosting;

/// <summary><c>GET /v1/models</c>: the names that a request's <c>model</c> may have, as the SDK that asks expects them.</summary>
internal static class ModelList
{
    /// <summary>Both protocols have this path; only one of them sends its version.</summary>
    public static Dialect DialectOf(HttpRequest request) => request.Headers.ContainsKey("anthropic-version") ? Dialect.AnthropicMessages : Dialect.OpenAiChat;

    public static async Task WriteAsync(HttpContext context, Gate gate, GatewayPlan plan)
    {
        var dialect = DialectOf(context.Request);
        if (await gate.FindKeyAsync(CallerHeaders.KeyOf(context.Request) ?? "", context.RequestAborted) is null)
        {
            await context.Response.ProblemAsync(dialect, StatusCodes.Status401Unauthorized, "this key is not known here", "invalid_api_key");
            return;
        }

        var names = plan.Models.Count > 0 ? plan.Models.Keys : plan.Adapters.Values.Select(static adapter => adapter.Model).Distinct();
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        Write(json, [.. names.Order(StringComparer.Ordinal)], dialect.IsAnthropic());
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<string> names, bool isAnthropic)
    {
        json.WriteStartObject();
        if (isAnthropic)
        {
            json.WriteBoolean("has_more", false);
            json.WriteString("first_id", names.Count > 0 ? names[0] : null);
            json.WriteString("last_id", names.Count > 0 ? names[^1] : null);
        }
        else
        {
            json.WriteString("object", "list");
        }

        json.WriteStartArray("data");
        foreach (var name in names)
        {
            json.WriteStartObject();
            json.WriteString("id", name);
            if (isAnthropic)
            {
                json.WriteString("type", "model");
                json.WriteString("display_name", name);
                json.WriteString("created_at", "1970-01-01T00:00:00Z"); // nobody knows, and the SDK asks for it
            }
            else
            {
                json.WriteString("object", "model");
                json.WriteNumber("created", 0);
                json.WriteString("owned_by", "budgetmesh");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
