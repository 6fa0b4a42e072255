using BudgetMesh.Grains;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo.Api;

/// <summary>The last words of gateways that have died or were closed by mistake, each to the owner that it is for. What one owner cannot answer spoils nothing of the others.</summary>
internal sealed partial class FinalsEndpoint(IScopeOwners owners, ILogger<FinalsEndpoint> log)
{
    public async Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellation)
    {
        var message = await request.ReadJsonAsync(WireJson.Default.FinalsMessage);
        if (message.Scopes.Count > FinalsMessage.ScopesMax)
            throw new BadRequestException($"{message.Scopes.Count} scopes: send at most {FinalsMessage.ScopesMax} in a message");
        var asked = new Task<FinalAnswer>[message.Scopes.Count];
        for (var i = 0; i < asked.Length; i++)
            asked[i] = AskAsync(message, i, cancellation);
        return TypedResults.Json(new FinalsReply(await Task.WhenAll(asked)), WireJson.Default.FinalsReply);
    }

    private async Task<FinalAnswer> AskAsync(FinalsMessage message, int index, CancellationToken cancellation)
    {
        var final = message.Scopes[index];
        if (final is null || final.Slices.Any(static slice => slice is null))
            throw new BadRequestException($"scopes[{index}]: null is no last word and no slice");
        try
        {
            return await owners.OwnerOf(ScopePath.Parse(final.Scope)).ConcludeAsync(message.Incarnation, final, cancellation);
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
            LogBug(bug, final.Scope, message.Incarnation);
            return new FinalAnswer(final.Scope, FinalMapping.Unavailable, "the owner of the scope has failed; it is in the server's log");
        }
    }

    [LoggerMessage(23, LogLevel.Error, "The owner of scope {Scope} failed on the last word of {Incarnation}")]
    private partial void LogBug(Exception bug, string scope, string incarnation);
}
