using System.Runtime.InteropServices;
using System.Text.Json;
using BudgetMesh.Client;
using BudgetMesh.Holds;
using BudgetMesh.Http;
using BudgetMesh.Routing;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BudgetMesh.AspNetCore;

/// <summary>What becomes of holds. Everything may be said again: then nothing changes, and the answer says so.</summary>
internal sealed class HoldEndpoints(DecisionApiOptions options)
{
    private static readonly WireNames<SettleOutcome> Settled = new();
    private static readonly WireNames<ExtendOutcome> Extended = new();

    public async Task SettleAsync(HttpContext context)
    {
        var (gate, caller, id) = await CallAsync(context);
        var request = await context.ReadAsync(DecisionJson.Default.SettleRequest);
        await AnswerAsync(context, id, Settled.ToWire(Settle(gate, caller, id, request)));
    }

    public async Task VoidAsync(HttpContext context)
    {
        var (gate, caller, id) = await CallAsync(context);
        await AnswerAsync(context, id, Settled.ToWire(Void(gate, caller, id)));
    }

    public async Task ExtendAsync(HttpContext context)
    {
        var (gate, caller, id) = await CallAsync(context);
        var request = await context.ReadAsync(DecisionJson.Default.ExtendRequest);
        var outcome = request switch
        {
            { LastsMs: { } ms, MaxOutputTokens: null } => ms is >= 0 and <= int.MaxValue
                ? Find(gate, caller, id, out var decision) ? gate.Extend(decision, TimeSpan.FromMilliseconds(ms)) : ExtendOutcome.AlreadyResolved
                : throw ApiError.Invalid($"{ms} is no time: milliseconds from 0 to {int.MaxValue}", "lasts_ms"),
            { LastsMs: null, MaxOutputTokens: { } bound } => DecisionReading.Tokens(bound, "max_output_tokens") is var tokens && Find(gate, caller, id, out var decision)
                ? gate.TryExtend(decision, tokens) : ExtendOutcome.AlreadyResolved,
            _ => throw ApiError.Invalid("say either lasts_ms or max_output_tokens"),
        };
        await AnswerAsync(context, id, Extended.ToWire(outcome));
    }

    /// <summary>Settles and voids many; what is wrong with one is told of that one.</summary>
    public async Task EndManyAsync(HttpContext context)
    {
        var caller = await options.CallerOfAsync(context);
        var batch = await context.ReadAsync(DecisionJson.Default.HoldBatch);
        if (batch.Holds.Count > HoldBatch.HoldsMax)
            throw ApiError.Invalid($"{batch.Holds.Count} holds: send at most {HoldBatch.HoldsMax} at once", "holds");
        var gate = await options.Gate(context.RequestAborted);
        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("holds");
            foreach (var end in batch.Holds)
                WriteEnd(json, gate, caller, end);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteEnd(Utf8JsonWriter json, Gate gate, DecisionCaller caller, HoldEnd? end)
    {
        json.WriteStartObject();
        json.WriteString("hold_id", end?.HoldId);
        try
        {
            if (end is null)
                throw ApiError.Invalid("null is no hold", "holds");
            var outcome = end.Settle is { } settle ? Settle(gate, caller, end.HoldId, settle) : Void(gate, caller, end.HoldId);
            json.WriteNumber("status", StatusCodes.Status200OK);
            json.WriteString("outcome", Settled.ToWire(outcome));
        }
        catch (ApiError error)
        {
            json.WriteNumber("status", error.Status);
            json.WritePropertyName("refusal");
            error.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static SettleOutcome Settle(Gate gate, DecisionCaller caller, string id, SettleRequest request)
    {
        if (request is not ({ Usage: { ValueKind: JsonValueKind.Object }, InputTokens: null, OutputTokens: null } or { Usage: null, Api: null, InputTokens: not null, OutputTokens: not null }))
            throw ApiError.Invalid("say either usage, the provider's answer, or input_tokens and output_tokens");
        var dialect = default(Dialect);
        if (request.Api is { } api && !Dialects.TryParse(api, out dialect))
            throw ApiError.Invalid($"\"{api}\" is no API: write one of {string.Join(", ", Dialects.Names)}", "api");
        var (input, output) = (DecisionReading.Tokens(request.InputTokens ?? 0, "input_tokens"), DecisionReading.Tokens(request.OutputTokens ?? 0, "output_tokens"));
        if (!Find(gate, caller, id, out var decision))
            return SettleOutcome.AlreadyResolved;
        var settlement = request.Usage is { } usage
            ? gate.Settle(decision, JsonMarshal.GetRawUtf8Value(usage), request.Api is null ? null : Dialects.ApiFlavorOf(dialect, decision.Deployment!))
            : gate.Settle(decision, input, output);
        return settlement.Outcome ?? throw ApiError.Invalid($"the hold is still open, for its cost cannot be read: {settlement.Problem}", "usage");
    }

    private static SettleOutcome Void(Gate gate, DecisionCaller caller, string id) =>
        Find(gate, caller, id, out var decision) ? gate.Void(decision) : SettleOutcome.AlreadyResolved;

    /// <summary>False for a hold that was resolved before.</summary>
    /// <exception cref="ApiError">It is no hold of this gate, or of a scope that the caller does not speak for.</exception>
    private static bool Find(Gate gate, DecisionCaller caller, string id, out Decision decision)
    {
        try
        {
            if (gate.TryFind(id, out decision, out var scope))
                return caller.MaySpeakFor(scope) ? true : throw ApiError.NoHold(id);
            return gate.HasMade(id) ? false : throw ApiError.NoHold(id);
        }
        catch (FormatException malformed)
        {
            throw ApiError.Invalid(malformed.Message, "hold_id");
        }
    }

    private async ValueTask<(Gate Gate, DecisionCaller Caller, string Id)> CallAsync(HttpContext context)
    {
        var caller = await options.CallerOfAsync(context);
        return (await options.Gate(context.RequestAborted), caller, (string)context.GetRouteValue("id")!);
    }

    private static Task AnswerAsync(HttpContext context, string id, string outcome) => context.AnswerAsync(StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.WriteString("hold_id", id);
        json.WriteString("outcome", outcome);
        json.WriteEndObject();
    });
}
