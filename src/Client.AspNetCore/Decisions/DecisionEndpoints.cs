using BudgetMesh.Client;
using BudgetMesh.Http;
using BudgetMesh.Routing;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.AspNetCore;

/// <summary>Decisions, one by one and many at once.</summary>
internal sealed class DecisionEndpoints(DecisionApiOptions options) : IDisposable
{
    private const string IdempotencyHeader = "Idempotency-Key";

    private readonly IdempotencyKeys _keys = new();

    public async Task DecideAsync(HttpContext context)
    {
        var caller = await options.CallerOfAsync(context);
        var request = (await context.ReadAsync(DecisionJson.Default.DecisionRequest)).ToCore(caller);
        var gate = await options.Gate(context.RequestAborted);
        var decision = await DecideAsync(context, caller, request, gate);
        if (decision.IsAllowed)
        {
            context.Response.AddHeaders(DecisionHeaders.Of(decision));
            await context.AnswerAsync(StatusCodes.Status200OK, json => DecisionWriting.Write(json, decision, gate));
        }
        else
        {
            var refusal = DecisionWriting.RefusalOf(decision, request.Scope, caller, gate);
            context.Response.AddHeaders(refusal.Headers);
            await context.AnswerAsync(refusal.Status, refusal.ToOpenAi());
        }
    }

    /// <summary>Each is decided by itself, in their order; what one is refused says nothing of the next.</summary>
    public async Task DecideManyAsync(HttpContext context)
    {
        var caller = await options.CallerOfAsync(context);
        var batch = await context.ReadAsync(DecisionJson.Default.DecisionBatch);
        if (batch.Requests.Count > DecisionBatch.RequestsMax)
            throw ApiError.Invalid($"{batch.Requests.Count} requests: send at most {DecisionBatch.RequestsMax} at once", "requests");
        // All are read before the first is decided: a mistake in the last makes no hold of the others.
        Request[] requests = [.. batch.Requests.Select(request => (request ?? throw ApiError.Invalid("null is no request", "requests")).ToCore(caller))];
        var gate = await options.Gate(context.RequestAborted);
        var decisions = new Decision[requests.Length];
        for (var i = 0; i < requests.Length; i++)
            decisions[i] = await gate.DecideAsync(requests[i], CancellationToken.None);
        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("decisions");
            for (var i = 0; i < decisions.Length; i++)
            {
                json.WriteStartObject();
                if (decisions[i].IsAllowed)
                {
                    json.WriteNumber("status", StatusCodes.Status200OK);
                    json.WritePropertyName("decision");
                    DecisionWriting.Write(json, decisions[i], gate);
                }
                else
                {
                    var refusal = DecisionWriting.RefusalOf(decisions[i], requests[i].Scope, caller, gate);
                    json.WriteNumber("status", refusal.Status);
                    json.WritePropertyName("refusal");
                    json.WriteRawValue(refusal.ToOpenAi());
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public void Dispose() => _keys.Dispose();

    private ValueTask<Decision> DecideAsync(HttpContext context, DecisionCaller caller, Request request, Gate gate)
    {
        var key = context.Request.Headers[IdempotencyHeader];
        if (key.Count == 0)
            return gate.DecideAsync(request, context.RequestAborted);
        if (key is not [{ Length: > 0 and <= IdempotencyKeys.LengthMax } name])
            throw ApiError.Invalid($"send one key of 1 to {IdempotencyKeys.LengthMax} characters", IdempotencyHeader);
        // Whoever sends it again may still be waiting: the first to go does not take the decision with it.
        return new ValueTask<Decision>(_keys.OnceAsync((caller.Name, name), request, () => gate.DecideAsync(request, CancellationToken.None).AsTask()));
    }
}
