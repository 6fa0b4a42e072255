using System.Buffers;
using System.Text.Json;
using BudgetMesh.Budgets;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Http;

/// <summary>A refusal's JSON: what SDKs read, and beside it what a program needs to do better. Amounts of money are decimal strings.</summary>
internal static class RefusalBody
{
    public static byte[] OpenAi(Refusal refusal) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", refusal.Message);
        json.WriteString("type", refusal.Type);
        json.WriteNull("param");
        Rest(json, refusal);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static byte[] Anthropic(Refusal refusal) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("type", AnthropicType(refusal.Status));
        json.WriteString("message", refusal.Message);
        Rest(json, refusal);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static string AnthropicType(int status) => status switch
    {
        400 => "invalid_request_error",
        402 => "billing_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        _ => "overloaded_error",
    };

    private static void Rest(Utf8JsonWriter json, Refusal refusal)
    {
        var decision = refusal.Decision;
        json.WriteString("code", refusal.Code);
        json.WriteString("decision_id", decision.Id);
        json.WriteBoolean("retryable", refusal.IsRetryable);
        if (refusal.RetryAfter is { } wait)
            json.WriteNumber("retry_after_ms", (long)Math.Ceiling(wait.TotalMilliseconds));
        if (decision.Blocker is { Budget: { } budget } blocker)
            Budget(json, budget, blocker, refusal.ResetsAt);
        else if (decision.Blocker is { Limit: { } limit } rate)
            Limit(json, limit, rate);
        if (decision.MaxAffordable is { } bound)
        {
            json.WriteStartObject("cheaper");
            json.WriteNumber("max_output_tokens", bound.Value);
            json.WriteEndObject();
        }

        if (decision.BatchBound is { } batch)
            json.WriteString("batch_bound_usd", batch.ToString());
    }

    private static void Budget(Utf8JsonWriter json, BudgetPlan budget, Blocker blocker, DateTimeOffset? resetsAt)
    {
        json.WriteStartObject("budget");
        json.WriteString("scope", budget.Scope.Value);
        json.WriteString("name", budget.Name);
        json.WriteString("unit", WireMapping.Units.ToWire(budget.Unit));
        new Amount(budget.Unit, blocker.Cap).WriteTo(json, "limit");
        new Amount(budget.Unit, blocker.Spent).WriteTo(json, "spent");
        new Amount(budget.Unit, blocker.Held).WriteTo(json, "held");
        new Amount(budget.Unit, blocker.Headroom).WriteTo(json, "left");
        new Amount(budget.Unit, blocker.Needed).WriteTo(json, "needed");
        if (resetsAt is { } at)
            json.WriteString("resets_at", at);
        else
            json.WriteNull("resets_at");
        json.WriteEndObject();
    }

    private static void Limit(Utf8JsonWriter json, Rates.LimitOf limit, Blocker blocker)
    {
        json.WriteStartObject("limit");
        json.WriteString("owner", blocker.Owner);
        json.WriteString("name", blocker.Name);
        if (limit.Plan is { } plan)
        {
            json.WriteString("unit", RateReadings.Units.ToWire(plan.Unit));
            json.WriteNumber("amount", blocker.Cap);
            json.WriteNumber("room", blocker.Headroom);
            json.WriteNumber("needed", blocker.Needed);
        }

        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
            body(json);
        return buffer.WrittenSpan.ToArray();
    }
}
