using System.Security.Claims;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Authorization;

namespace BudgetMesh.Silo;

/// <summary>What keys may do. A route that names no policy is for admins.</summary>
internal static class KeyRoles
{
    public const string GatewayPolicy = "gateway";
    public const string AdminPolicy = "admin";
    public const string OperatorPolicy = "gateway_or_admin";
    public const string DecisionPolicy = "gateway_or_scope";
    public const string LabelClaim = "label", ScopeClaim = "scope", RefusalStatusClaim = "refusal_status";

    public static WireNames<KeyRole> Names { get; } = new();

    public static void AddPolicies(AuthorizationOptions options)
    {
        options.AddPolicy(GatewayPolicy, policy => policy.RequireRole(Names.ToWire(KeyRole.Gateway)));
        options.AddPolicy(DecisionPolicy, policy => policy.RequireRole(Names.ToWire(KeyRole.Gateway), Names.ToWire(KeyRole.Scope)));
        options.AddPolicy(AdminPolicy, policy => policy.RequireRole(Names.ToWire(KeyRole.Admin)));
        options.AddPolicy(OperatorPolicy, policy => policy.RequireRole(Names.ToWire(KeyRole.Gateway), Names.ToWire(KeyRole.Admin)));
        options.FallbackPolicy = options.GetPolicy(AdminPolicy);
    }

    /// <summary>Who did it, for the history: the key's id and label.</summary>
    public static string Author(this ClaimsPrincipal user) => $"{user.Identity?.Name} ({user.FindFirstValue(LabelClaim)})";
}
