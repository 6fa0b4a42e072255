using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo;

/// <summary>Who has asked this silo, over whatever line.</summary>
/// <param name="User">Whose key it is.</param>
/// <param name="Authorization">Another silo is shown this where the call is passed on.</param>
/// <param name="IsForwarded">Another silo has passed it on: it is answered here, and passed to nobody.</param>
/// <param name="Gone">Nobody waits for the answer any more.</param>
internal sealed record Caller(ClaimsPrincipal User, string Authorization, bool IsForwarded, CancellationToken Gone)
{
    public static Caller Of(HttpContext call) =>
        new(call.User, call.Request.Headers.Authorization.ToString(), call.Request.Headers.ContainsKey(PeerClient.ForwardedBy), call.RequestAborted);
}
