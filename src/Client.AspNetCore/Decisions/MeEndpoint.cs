using System.Text.Json;
using BudgetMesh.Lending;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace BudgetMesh.AspNetCore;

/// <summary>What is left for whoever asks, by the last word of the owners.</summary>
internal sealed class MeEndpoint(DecisionApiOptions options)
{
    public async Task ReadAsync(HttpContext context)
    {
        var caller = await options.CallerOfAsync(context);
        var scope = DecisionReading.ScopeOf(context.Request.Query["scope"] is [{ Length: > 0 } text] ? text : null, caller);
        var gate = await options.Gate(context.RequestAborted);
        var standing = gate.Standing(scope);
        if (standing?.All(static budget => budget.IsKnown) == false)
        {
            // Nobody has asked for this scope here yet, so no owner has said how it stands.
            await gate.PrefetchAsync(scope);
            standing = gate.Standing(scope);
        }

        if (standing is null)
            throw new ApiError(404, "invalid_request_error", "unknown_scope", $"scope {scope} lies under no scope of the mesh", "scope");
        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("caller", caller.Name);
            json.WriteString("scope", scope.Value);
            json.WriteStartArray("budgets");
            foreach (var budget in standing)
                Write(json, budget, gate.Now);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, BudgetStanding standing, Instant? now)
    {
        var budget = standing.Budget;
        json.WriteStartObject();
        json.WriteString("scope", budget.Scope.Value);
        json.WriteString("name", budget.Name);
        json.WriteString("unit", WireMapping.Units.ToWire(budget.Unit));
        json.WriteBoolean("known", standing.IsKnown);
        new Amount(budget.Unit, standing.Cap).WriteTo(json, "limit");
        new Amount(budget.Unit, standing.Spent).WriteTo(json, "spent");
        new Amount(budget.Unit, standing.Left).WriteTo(json, "left");
        if (now is { } instant && budget.WindowAt(instant).End is var end && end != Instant.MaxValue)
            json.WriteString("resets_at", end.ToDateTimeOffset());
        else
            json.WriteNull("resets_at");
        json.WriteEndObject();
    }
}
