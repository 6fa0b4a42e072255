using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.AspNetCore;

/// <summary>Guards endpoints by a budget, or all that passes a place of the pipeline.</summary>
public static class BudgetEndpoints
{
    /// <summary>
    /// Requests of these endpoints, of whatever kind, are decided before anything of them runs. No middleware is needed, so none can be
    /// forgotten: the guard is around the endpoint itself, after authentication and authorization.
    /// </summary>
    /// <exception cref="InvalidOperationException">An endpoint has a budget already: it would be charged twice.</exception>
    public static TBuilder RequireBudget<TBuilder>(this TBuilder endpoints, BudgetPolicy policy)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint =>
        {
            if (endpoint.Metadata.OfType<BudgetPolicy>().Any())
                throw new InvalidOperationException($"{endpoint.DisplayName} has a budget already, and would be charged twice");
            endpoint.Metadata.Add(policy);
            var inner = endpoint.RequestDelegate ?? throw new InvalidOperationException($"{endpoint.DisplayName} answers nothing that a budget could guard");
            endpoint.RequestDelegate = context => BudgetGuard.InvokeAsync(context, policy, inner);
        });
        return endpoints;
    }

    /// <summary>All requests that come by are decided, as in front of a proxy.</summary>
    public static IApplicationBuilder UseBudget(this IApplicationBuilder app, BudgetPolicy policy) =>
        app.Use((HttpContext context, RequestDelegate next) => BudgetGuard.InvokeAsync(context, policy, next));

    /// <summary>The decision for this request.</summary>
    /// <exception cref="InvalidOperationException">Nothing guards this request.</exception>
    public static BudgetFeature Budget(this HttpContext context) =>
        context.Features.Get<BudgetFeature>() ?? throw new InvalidOperationException($"no budget guards {context.Request.Path}: its endpoint needs RequireBudget, or its pipeline UseBudget");
}
