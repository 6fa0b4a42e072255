using BudgetMesh.AspNetCore;
using BudgetMesh.Client;
using BudgetMesh.Gateway.Configuration;
using BudgetMesh.Http;
using BudgetMesh.Routing;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Gateway.Forwarding;

/// <summary>What every call needs.</summary>
/// <param name="Stop">The gateway ends, and has waited for answers that are under way.</param>
internal sealed record GatewayPlace(GatewayPlan Plan, ExchangePlace Exchanges, Upstream Upstream, CancellationToken Stop)
{
    public Gate Gate => Exchanges.Gate;
}

/// <summary>A client's call, from its first byte to its settlement.</summary>
internal sealed class GatewayCall(GatewayPlace place, Dialect dialect, IReadOnlySet<string> speaking, HttpContext client)
{
    public async Task RunAsync()
    {
        // 1. Who asks; nothing else is looked at before that is known.
        var aborted = client.RequestAborted;
        var response = client.Response;
        if (await place.Gate.FindKeyAsync(CallerHeaders.KeyOf(client.Request) ?? "", aborted) is not { } who)
        {
            await response.ProblemAsync(dialect, StatusCodes.Status401Unauthorized, "this key is not known here: send the key of a scope as Authorization: Bearer … or x-api-key", "invalid_api_key");
            return;
        }

        if (!CallerHeaders.TryReadScope(client.Request, who.Scope, out var scope, out var problem))
        {
            await response.ProblemAsync(dialect, StatusCodes.Status403Forbidden, problem, "scope_not_allowed");
            return;
        }

        // 2. What is asked.
        if (await BodyReader.ReadAsync(client.Request, aborted) is not { } body)
        {
            await response.ProblemAsync(dialect, StatusCodes.Status413PayloadTooLarge, $"the body is larger than {RequestRules.BodyBytesMax} bytes");
            return;
        }

        if (!ProviderRequest.TryRead(dialect, body, out var request, out problem) || !CallerHeaders.TryReadLabels(client.Request, out var labels, out problem))
        {
            await response.ProblemAsync(dialect, StatusCodes.Status400BadRequest, problem);
            return;
        }

        var models = place.Plan.Models;
        string? ladder = null;
        if (models.Count > 0 && !models.TryGetValue(request.Model, out ladder))
        {
            await response.ProblemAsync(dialect, StatusCodes.Status404NotFound, $"there is no model \"{request.Model}\" here; GET /v1/models lists those that there are", "model_not_found");
            return;
        }

        // 3. Where it may go; and there, or where it may go next.
        await ForwardAsync(request, who, Ask(request, scope, ladder, labels.Or(request.Labels)));
    }

    private Request Ask(ProviderRequest request, ScopePath scope, string? ladder, RequestLabels labels) => new(scope, place.Exchanges.Estimator.Bound(speaking, request.Input))
    {
        OutputBound = request.OutputBoundOfAll,
        Ladder = ladder,
        Task = labels.Task,
        DataClass = labels.DataClass,
        Caller = labels.Caller,
        Priority = labels.Priority ?? Priority.Normal,
        CacheWrites = request.CacheWrites,
        Reachable = speaking,
    };

    /// <summary>Each try is a decision with a hold of its own; a deployment that failed is out of reach for the next.</summary>
    private async Task ForwardAsync(ProviderRequest request, ScopeKey who, Request ask)
    {
        HttpResponseMessage? failed = null;
        var tries = 0;
        try
        {
            while (true)
            {
                var decision = await place.Gate.DecideAsync(ask, client.RequestAborted);
                if (!decision.IsAllowed)
                {
                    await (tries == 0 ? client.Response.RefuseAsync(dialect, decision, ask.Scope, who.RefusalStatus, place.Gate) : FailAsync(failed));
                    return;
                }

                if (client.RequestAborted.IsCancellationRequested)
                {
                    place.Gate.Void(decision);
                    return;
                }

                failed?.Dispose();
                failed = null;
                tries++;
                var exchange = new Exchange(place.Exchanges, request, decision, ask.InputTokens);
                var answer = await SendAsync(exchange);
                if (!answer.MayTryAnother)
                {
                    using (answer.Response)
                        await AnswerAsync(exchange, answer);
                    return;
                }

                failed = answer.Response;
                ask = ask with { Reachable = ask.Reachable!.Where(id => id != decision.Deployment!.Id).ToHashSet(StringComparer.Ordinal) };
            }
        }
        finally
        {
            failed?.Dispose();
        }
    }

    /// <summary>Sends it, tells the gate how the provider did, and voids what was turned away.</summary>
    private async Task<UpstreamAnswer> SendAsync(Exchange exchange)
    {
        var decision = exchange.Decision;
        var isOver = false;
        try
        {
            var adapter = place.Plan.Adapters[decision.Deployment!.Id];
            exchange.Wait(place.Plan.Times.Silence);
            var answer = await place.Upstream.SendAsync(adapter, dialect, exchange.Request.Rewrite(adapter.Model, decision.OutputBound, adapter.BoundField), client.Request.Headers, place.Stop);
            isOver = true;
            exchange.Observe(answer.Status, answer.Header);
            if (answer.Outcome == UpstreamOutcome.NotSent || answer is { Outcome: UpstreamOutcome.Answered, IsServed: false })
                exchange.Void();
            else if (answer.Outcome != UpstreamOutcome.Answered)
                exchange.Settle();
            return answer;
        }
        finally
        {
            // Whatever was thrown, somebody may have got the request.
            if (!isOver)
                exchange.Settle();
        }
    }

    private async Task AnswerAsync(Exchange exchange, UpstreamAnswer answer)
    {
        var response = client.Response;
        foreach (var (name, value) in DecisionHeaders.Of(exchange.Decision))
            response.Headers[name] = value;
        if (answer.Response is not { } served)
        {
            var isLate = answer.Outcome == UpstreamOutcome.TimedOut;
            await response.ProblemAsync(
                dialect, isLate ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway,
                isLate ? $"{exchange.Decision.Deployment!.Id} did not answer in time" : $"{exchange.Decision.Deployment!.Id} broke off before it answered");
            return;
        }

        if (!answer.IsServed)
        {
            await FailAsync(served);
            return;
        }

        var meter = exchange.Begin(served.Content.Headers.ContentType?.MediaType == "text/event-stream");
        try
        {
            served.CopyTo(response, isWhole: !meter.Filters);
            var stream = await served.Content.ReadAsStreamAsync(CancellationToken.None);
            if (!await new Relay(exchange, place.Plan.Times, client, place.Exchanges.Time).RunAsync(stream, place.Stop))
                client.Abort();
        }
        finally
        {
            exchange.Settle();
        }
    }

    /// <summary>Nothing was served: the provider's own word of it, or that there is none.</summary>
    private async Task FailAsync(HttpResponseMessage? failed)
    {
        var response = client.Response;
        if (failed is null)
        {
            await response.ProblemAsync(dialect, StatusCodes.Status502BadGateway, "no deployment that may serve this can be reached");
            return;
        }

        if ((int)failed.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or (>= 300 and < 400))
        {
            // The gateway's affair: a client that were told so would look at its own key.
            await response.ProblemAsync(dialect, StatusCodes.Status502BadGateway, $"the provider refuses the gateway with {(int)failed.StatusCode}");
            return;
        }

        failed.CopyTo(response, isWhole: true);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(client.RequestAborted);
            patience.CancelAfter(place.Plan.Times.Silence);
            await failed.Content.CopyToAsync(response.Body, patience.Token);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException)
        {
            client.Abort();
        }
    }
}
