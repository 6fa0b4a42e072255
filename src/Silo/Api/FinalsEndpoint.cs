using BudgetMesh.Grains;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo.Api;

/// <summary>The last words of gateways that have died or were closed by mistake, each to the owner that it is for. What one owner cannot answer spoils nothing of the others.</summary>
internal sealed partial class FinalsEndpoint(IScopeOwners owners, OwnerRouting routing, ILogger<FinalsEndpoint> log)
{
    public async Task<IResult> HandleAsync(HttpRequest request)
    {
        var message = await request.ReadJsonAsync(WireJson.Default.FinalsMessage);
        if (message.Scopes.Count > FinalsMessage.ScopesMax)
            throw new BadRequestException($"{message.Scopes.Count} scopes: send at most {FinalsMessage.ScopesMax} in a message");
        for (var i = 0; i < message.Scopes.Count; i++)
        {
            if (message.Scopes[i] is not { } final || final.Slices.Any(static slice => slice is null))
                throw new BadRequestException($"scopes[{i}]: null is no last word and no slice");
        }

        var answers = await routing.AskAsync(
            request.HttpContext, message.Scopes, static final => final.Scope,
            place => AskAsync(message.Incarnation, message.Scopes[place], request.HttpContext.RequestAborted),
            async (silo, part) => (await silo.PostAsync(Routes.Finals, message with { Scopes = part }, WireJson.Default.FinalsMessage, WireJson.Default.FinalsReply))?.Scopes);
        return TypedResults.Json(new FinalsReply(answers), WireJson.Default.FinalsReply);
    }

    private async Task<FinalAnswer> AskAsync(string incarnation, FinalLine final, CancellationToken cancellation)
    {
        try
        {
            return await owners.OwnerOf(ScopePath.Parse(final.Scope)).ConcludeAsync(incarnation, final, cancellation);
        }
        catch (FormatException malformed)
        {
            return new FinalAnswer(final.Scope, FinalMapping.Contradiction, malformed.Message);
        }
        catch (StoreUnavailableException away)
        {
            return new FinalAnswer(final.Scope, FinalMapping.Unavailable, away.Message);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            LogBug(bug, final.Scope, incarnation);
            return new FinalAnswer(final.Scope, FinalMapping.Unavailable, "the owner of the scope has failed; it is in the server's log");
        }
    }

    [LoggerMessage(23, LogLevel.Error, "The owner of scope {Scope} failed on the last word of {Incarnation}")]
    private partial void LogBug(Exception bug, string scope, string incarnation);
}
