using BudgetMesh.Client;
using BudgetMesh.Http;
using BudgetMesh.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BudgetMesh.AspNetCore;

/// <summary>Lets a request through under a hold, or answers it with a refusal.</summary>
internal static class BudgetGuard
{
    public static async Task InvokeAsync(HttpContext context, BudgetPolicy policy, RequestDelegate next)
    {
        var gate = context.RequestServices.GetRequiredService<Gate>();
        if (!policy.TryAsk(context, out var request))
        {
            await RefuseAsync(context, policy, gate, request.Scope, new Decision { Verdict = Verdict.Deny, Reason = Reason.UnknownScope, Incarnation = gate.Incarnation }).ConfigureAwait(false);
            return;
        }

        // Disposed of after the endpoint, streams included: what it did not settle by then is abandoned, and counted as that.
        using var lease = await gate.LeaseAsync(request, context.RequestAborted).ConfigureAwait(false);
        if (!lease.IsAllowed)
        {
            await RefuseAsync(context, policy, gate, request.Scope, lease.Decision).ConfigureAwait(false);
            return;
        }

        foreach (var (name, value) in DecisionHeaders.Of(lease.Decision))
            context.Response.Headers[name] = value;
        context.Features.Set(new BudgetFeature(lease));
        await next(context).ConfigureAwait(false);
    }

    private static Task RefuseAsync(HttpContext context, BudgetPolicy policy, Gate gate, ScopePath scope, in Decision decision)
    {
        var refusal = Refusal.Of(decision, new RefusalOptions(scope) { SpentStatus = policy.SpentStatus, Now = gate.Now });
        context.Response.StatusCode = refusal.Status;
        foreach (var (name, value) in refusal.Headers)
            context.Response.Headers[name] = value;
        return policy.OnRefused(context, refusal);
    }
}
