using System.Globalization;
using System.Security.Claims;
using BudgetMesh.AspNetCore;
using BudgetMesh.Storage;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo;

/// <summary>Who asks this silo for decisions: gateways for every scope, whoever has a scope's key for that scope and those below.</summary>
internal static class SiloCallers
{
    public static ValueTask<DecisionCaller?> IdentifyAsync(HttpContext context)
    {
        var user = context.User;
        var caller = user.IsInRole(KeyRoles.Names.ToWire(KeyRole.Scope))
            ? new DecisionCaller(
                user.Identity!.Name!, ScopePath.Parse(user.FindFirstValue(KeyRoles.ScopeClaim)!), int.Parse(user.FindFirstValue(KeyRoles.RefusalStatusClaim)!, CultureInfo.InvariantCulture))
            : new DecisionCaller(user.Identity!.Name!, null, 0);
        return ValueTask.FromResult<DecisionCaller?>(caller);
    }
}
