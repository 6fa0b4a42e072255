using BudgetMesh.Http;
using BudgetMesh.Routing;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.AspNetCore;

/// <summary>How requests of an endpoint are decided: who pays, what for, and how much it can be. Metadata of the endpoints that it guards.</summary>
public sealed record BudgetPolicy
{
    /// <summary>Bytes of a request's body that are taken for a token of input.</summary>
    private const int BytesPerToken = 2;

    /// <summary>Tokens of input of a request whose length nobody knows.</summary>
    private static readonly TokenCount InputUsual = new(4_096);

    /// <summary>The path of the scope that pays. A request for which there is none, or none that is a path, is refused as one of an unknown scope.</summary>
    public required Func<HttpContext, string?> Scope { get; init; }

    /// <inheritdoc cref="Request.Task"/>
    public Func<HttpContext, string?>? Task { get; init; }

    /// <inheritdoc cref="Request.DataClass"/>
    public Func<HttpContext, string?>? DataClass { get; init; }

    /// <inheritdoc cref="Request.Caller"/>
    public Func<HttpContext, string?>? Caller { get; init; }

    public Func<HttpContext, Priority> Priority { get; init; } = static _ => Routing.Priority.Normal;

    /// <summary>The most that the input can be; else a token for every two bytes of the request's body, and 4,096 where its length is not said.</summary>
    public Func<HttpContext, TokenCount> InputTokens { get; init; } = OfLength;

    /// <summary>The output bound that the request states; null for the one that the gate says.</summary>
    public Func<HttpContext, TokenCount?>? OutputBound { get; init; }

    /// <inheritdoc cref="RefusalOptions.SpentStatus"/>
    public int SpentStatus { get; init; }

    /// <summary>Answers a refused request; else in the words of OpenAI's API. Status and headers are set.</summary>
    public Func<HttpContext, Refusal, Task> OnRefused { get; init; } = OpenAi;

    /// <summary>False where the request names no scope.</summary>
    internal bool TryAsk(HttpContext context, out Request request)
    {
        request = default;
        if (!ScopePath.TryParse(Scope(context), out var scope, out _))
            return false;
        request = new Request(scope, InputTokens(context))
        {
            Task = Task?.Invoke(context),
            DataClass = DataClass?.Invoke(context),
            Caller = Caller?.Invoke(context),
            Priority = Priority(context),
            OutputBound = OutputBound?.Invoke(context),
        };
        return true;
    }

    private static TokenCount OfLength(HttpContext context) =>
        context.Request.ContentLength is { } bytes ? new TokenCount(Math.Min((bytes / BytesPerToken) + 1, Limits.TokensPerRequestMax)) : InputUsual;

    private static async Task OpenAi(HttpContext context, Refusal refusal)
    {
        var body = refusal.ToOpenAi();
        (context.Response.ContentType, context.Response.ContentLength) = ("application/json", body.Length);
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
