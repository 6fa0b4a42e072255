using BudgetMesh.Http;
using BudgetMesh.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BudgetMesh.AspNetCore;

/// <summary>
/// For proxies that ask before they forward. They send a client's request as it came, its path behind <c>/v1/authorize</c>, with its body
/// where they can. 200 says yes: the headers tell where it goes and what its hold is, and the body is the one to forward, with the model and
/// the output bound that were decided. Everything else is the answer for the client, as its provider would write it.
/// </summary>
internal sealed class AuthorizeEndpoint(DecisionApiOptions options)
{
    private static readonly InputEstimator Estimator = new();

    public async Task AuthorizeAsync(HttpContext context)
    {
        if (!Dialects.TryOfPath($"/{context.GetRouteValue("path")}", out var dialect))
            throw new ApiError(404, "invalid_request_error", "unknown_url", $"/{context.GetRouteValue("path")} is no path that is decided; those are {string.Join(", ", Enum.GetValues<Dialect>().Select(static known => $"…{Dialects.PathOf(known)}"))}");
        try
        {
            await DecideAsync(context, dialect);
        }
        catch (ApiError error) when (dialect.IsAnthropic())
        {
            await context.AnswerAsync(error.Status, RequestProblem.Of(dialect, error.Message, error.Type));
        }
    }

    private async Task DecideAsync(HttpContext context, Dialect dialect)
    {
        var caller = await CallerAsync(context);
        if (!CallerHeaders.TryReadScope(context.Request, caller.Scope!.Value, out var scope, out var problem))
            throw new ApiError(403, "permission_error", "scope_not_allowed", problem, CallerHeaders.Scope);
        if (!CallerHeaders.TryReadLabels(context.Request, out var labels, out problem))
            throw ApiError.Invalid(problem);
        if (await BodyReader.ReadAsync(context.Request, context.RequestAborted) is not { } body)
            throw ApiError.TooLarge(RequestRules.BodyBytesMax);
        ProviderRequest? asked = null;
        if (body.Length > 0 && !ProviderRequest.TryRead(dialect, body, out asked, out problem))
            throw ApiError.Invalid(problem);

        if (asked is not null)
            labels = labels.Or(asked.Labels);
        var request = new Request(scope, asked is null ? ProxyHeaders.InputBound(context.Request) : Estimator.Bound([], asked.Input))
        {
            OutputBound = asked is null ? ProxyHeaders.OutputBound(context.Request) : asked.OutputBoundOfAll,
            Ladder = context.Request.Headers[CallerHeaders.Ladder] is [{ Length: > 0 } ladder] ? ladder : null,
            Task = labels.Task,
            DataClass = labels.DataClass,
            Caller = labels.Caller,
            Priority = labels.Priority ?? Priority.Normal,
            CacheWrites = asked?.CacheWrites ?? default,
            Reachable = ProxyHeaders.Reachable(context.Request),
        };
        var gate = await options.Gate(context.RequestAborted);
        var decision = await gate.DecideAsync(request, context.RequestAborted);
        if (!decision.IsAllowed)
        {
            var refusal = DecisionWriting.RefusalOf(decision, scope, caller, gate);
            context.Response.AddHeaders(refusal.Headers);
            await context.AnswerAsync(refusal.Status, dialect.IsAnthropic() ? refusal.ToAnthropic() : refusal.ToOpenAi());
            return;
        }

        context.Response.AddHeaders(DecisionHeaders.Of(decision));
        context.Response.AddHeaders(ProxyHeaders.Of(decision, request, dialect));
        await context.AnswerAsync(StatusCodes.Status200OK, asked?.Rewrite(decision.Deployment!.Model, decision.OutputBound) ?? default);
    }

    /// <summary>Whoever trusts a proxy knows nothing yet of the proxy's clients: each shows the key of a scope.</summary>
    private async ValueTask<DecisionCaller> CallerAsync(HttpContext context)
    {
        if (CallerHeaders.KeyOf(context.Request) is null)
            throw ApiError.NoKey();
        var caller = await options.CallerOfAsync(context);
        return caller.Scope is not null ? caller : throw new ApiError(403, "permission_error", "wrong_key", "a client of a proxy shows the key of a scope: this one may speak for every scope and says of none who pays");
    }
}
