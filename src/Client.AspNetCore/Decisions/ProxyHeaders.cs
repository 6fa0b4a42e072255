using System.Globalization;
using BudgetMesh.Http;
using BudgetMesh.Routing;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.AspNetCore;

/// <summary>What a proxy and <c>/v1/authorize</c> tell each other in headers, beside what a client sends.</summary>
internal static class ProxyHeaders
{
    /// <summary>By a proxy that cannot send the client's body: how long it is, as <c>Content-Length</c> has it.</summary>
    private const string InputBytes = "x-budgetmesh-input-bytes";

    /// <summary>By the proxy: the deployments that it can forward this request to, by their ids, with commas between.</summary>
    private const string Deployments = "x-budgetmesh-deployments";

    private const string HoldId = "x-budgetmesh-hold-id", Provider = "x-budgetmesh-provider", Model = "x-budgetmesh-model", InputTokens = "x-budgetmesh-input-tokens", Api = "x-budgetmesh-api";

    /// <summary>Of a body that is not seen. English prose has four bytes or more to a token, Chinese and dense JSON two to three.</summary>
    private const int BytesPerToken = 2;

    /// <summary>The most that the input of a body can be that is not seen.</summary>
    /// <exception cref="ApiError">Its length is not said.</exception>
    public static TokenCount InputBound(HttpRequest request) =>
        NumberIn(request, InputBytes) is { } bytes
            ? new TokenCount(Math.Min(bytes / BytesPerToken + 1, Limits.TokensPerRequestMax))
            : throw ApiError.Invalid("send the client's body, or its length in bytes", InputBytes);

    /// <summary>The bound that the client states, where its body is not seen; null where it says nothing.</summary>
    /// <exception cref="ApiError">It is no number of tokens.</exception>
    public static TokenCount? OutputBound(HttpRequest request) =>
        NumberIn(request, DecisionHeaders.MaxOutputTokens) is { } bound ? DecisionReading.Tokens(bound, DecisionHeaders.MaxOutputTokens) : null;

    /// <summary>The deployments that the proxy can forward to; null where it says nothing, for all.</summary>
    public static IReadOnlySet<string>? Reachable(HttpRequest request) =>
        request.Headers[Deployments] is { Count: > 0 } said ? said.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal) : null;

    /// <summary>What the proxy needs to forward, and later to settle.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(Decision decision, Request request, Dialect dialect)
    {
        yield return new(Api, Dialects.NameOf(dialect));
        yield return new(HoldId, decision.HoldName);
        yield return new(Provider, decision.Deployment!.Provider);
        yield return new(Model, decision.Deployment.Model);
        yield return new(InputTokens, request.InputTokens.Value.ToString(CultureInfo.InvariantCulture));
    }

    private static long? NumberIn(HttpRequest request, string header) => request.Headers[header] switch
    {
        [] or [""] => null,
        [{ } text] when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw ApiError.Invalid("send a whole number from 0, once", header),
    };
}
