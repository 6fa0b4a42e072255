using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BudgetMesh.AspNetCore;

/// <summary>Where a policy finds what it asks for. Each answers null where the request has it not.</summary>
public static class From
{
    public static Func<HttpContext, string?> Constant(string value) => _ => value;

    /// <summary>A value of the route, as of <c>{team}</c>.</summary>
    public static Func<HttpContext, string?> Route(string name) => context => context.GetRouteValue(name) as string;

    /// <summary>The user's claim of that type: whoever has signed it vouches for it. Put authentication before.</summary>
    public static Func<HttpContext, string?> Claim(string type) => context => context.User.FindFirstValue(type);

    /// <summary>A header with one value. Whoever sends the request writes it: of use for a scope only where a proxy that one trusts does.</summary>
    public static Func<HttpContext, string?> Header(string name) => context => context.Request.Headers[name] is [var only] ? only : null;

    /// <summary>As <c>acme/search</c> of <c>search</c>: what follows the slash is lower-cased, as scopes are.</summary>
    public static Func<HttpContext, string?> Below(this Func<HttpContext, string?> segment, string parent) =>
#pragma warning disable CA1308 // Scopes are of lower-case letters.
        context => segment(context) is { } found ? $"{parent}/{found.ToLowerInvariant()}" : null;
#pragma warning restore CA1308
}
