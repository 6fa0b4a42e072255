using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>Tells gateways whose key a client has shown them; of the secret they send the hash alone.</summary>
internal sealed class ScopeKeysEndpoint(KeyRing keys)
{
    public async Task<IResult> HandleAsync(HttpRequest request) => TypedResults.Json(
        await AnswerAsync(await request.ReadJsonAsync(WireJson.Default.ScopeKeyQuery), request.HttpContext.RequestAborted), WireJson.Default.ScopeKeyReply);

    public async Task<ScopeKeyReply> AnswerAsync(ScopeKeyQuery query, CancellationToken cancellation) => new(
        await keys.FindScopeKeyAsync(query.Sha256, cancellation) is { } key ? new ScopeKeyLine(key.Id, key.Label, key.Scope.Value, key.RefusalStatus) : null);
}
