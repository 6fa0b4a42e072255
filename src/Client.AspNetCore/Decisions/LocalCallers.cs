using BudgetMesh.Client;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.AspNetCore;

/// <summary>Who calls a process that stands beside gateways: by the key of a scope, or, where it is left to the machine who may call, anybody.</summary>
/// <param name="trustsAll">Who sends no key may speak for every scope.</param>
public sealed class LocalCallers(Func<CancellationToken, ValueTask<Gate>> gate, bool trustsAll)
{
    private static readonly DecisionCaller Anybody = new("local", null, 0);

    /// <summary>Null where a key was sent that is none, or none was and one is needed.</summary>
    /// <exception cref="SiloException">Whose key it is cannot be found out now.</exception>
    public async ValueTask<DecisionCaller?> IdentifyAsync(HttpContext context)
    {
        if (CallerHeaders.KeyOf(context.Request) is not { } secret)
            return trustsAll ? Anybody : null;
        var found = await gate(context.RequestAborted);
        return await found.FindKeyAsync(secret, context.RequestAborted) is { } key ? new DecisionCaller(key.Id, key.Scope, key.RefusalStatus) : null;
    }
}
