using System.Security.Claims;
using System.Text.Encodings.Web;
using BudgetMesh.AspNetCore;
using BudgetMesh.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BudgetMesh.Silo;

/// <summary><c>Authorization: Bearer bm_…</c>.</summary>
internal class KeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, KeyRing keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public new const string Scheme = "key";

    private const string Bearer = "Bearer ";

    /// <summary>How to send a key, as <c>WWW-Authenticate</c> says it.</summary>
    protected virtual string Challenge => "Bearer";

    /// <summary>What the header gives as a key; null where it is none of this scheme's.</summary>
    protected virtual string? SecretOf(string header) =>
        header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return AuthenticateResult.NoResult();
        if (SecretOf(header) is not { } secret || await keys.FindAsync(secret) is not { } who)
            return AuthenticateResult.Fail("the key is unknown or was revoked");
        return AuthenticateResult.Success(new AuthenticationTicket(who, base.Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        Response.Headers.WWWAuthenticate = Challenge;
        var problem = result.None
            ? "no key was sent: send the header Authorization: Bearer with a key of this server"
            : "the key is unknown here or was revoked: ask an admin of this server for another";
        if (!await DecisionApi.TryRefuseAsync(Context, StatusCodes.Status401Unauthorized, problem))
            await ApiProblem.Of(StatusCodes.Status401Unauthorized, "No valid key", problem).ExecuteAsync(Context);
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var role = Context.User.FindFirstValue(ClaimTypes.Role);
        var other = role == KeyRoles.Names.ToWire(KeyRole.Admin) ? "gateway" : "admin";
        var problem = $"this route is for {other} keys; {Context.User.Identity?.Name} is of role {role}";
        if (!await DecisionApi.TryRefuseAsync(Context, StatusCodes.Status403Forbidden, problem))
            await ApiProblem.Of(StatusCodes.Status403Forbidden, "Not with this key", problem).ExecuteAsync(Context);
    }
}
