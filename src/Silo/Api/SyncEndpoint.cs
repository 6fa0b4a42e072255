using System.Text.Json;
using BudgetMesh.Grains;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo.Api;

/// <summary>
/// The one message of gateways: fanned out to the owners of its scopes at once, answered with what each says. What one owner
/// cannot answer spoils nothing of the others.
/// </summary>
internal sealed partial class SyncEndpoint(
    IScopeOwners owners, PlanCatalog catalog, GatewayRegistry gateways, TimeProvider clock, ILogger<SyncEndpoint> log)
{
    public async Task HandleAsync(HttpContext context)
    {
        var message = await context.Request.ReadJsonAsync(WireJson.Default.SyncMessage);
        gateways.Heard(message, context.User);
        var asked = new Task<ScopeTerms>[message.Scopes.Count];
        for (var i = 0; i < asked.Length; i++)
            asked[i] = AskAsync(message, i, context.RequestAborted);
        var terms = await Task.WhenAll(asked);
        var plan = catalog.Current;
        var reply = new SyncReply(clock.GetUtcNow().ToUnixTimeMilliseconds(), plan.MeshVersion, plan.PriceVersion, terms);
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.BodyWriter, reply, WireJson.Default.SyncReply, context.RequestAborted);
    }

    private async Task<ScopeTerms> AskAsync(SyncMessage message, int index, CancellationToken cancellation)
    {
        var report = message.Scopes[index];
        if (report is null || report.Slices.Any(static slice => slice is null))
            throw new BadRequestException($"scopes[{index}]: null is no report and no slice");
        if (!ScopePath.TryParse(report.Scope, out var scope, out var problem))
            return Refused(report, "contradiction", problem);
        if (report.Incarnation != message.Incarnation)
        {
            problem = $"the report is of incarnation {report.Incarnation}, the message of {message.Incarnation}: a gateway reports for itself";
            return Refused(report, "contradiction", problem);
        }

        try
        {
            return await owners.OwnerOf(scope).SyncAsync(report, cancellation);
        }
        catch (FormatException malformed)
        {
            return Refused(report, "contradiction", malformed.Message);
        }
        catch (StoreUnavailableException away)
        {
            return Refused(report, WireMapping.Unavailable, away.Message);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            LogBug(bug, report.Scope, report.Incarnation);
            return Refused(report, WireMapping.Unavailable, "the owner of the scope has failed; it is in the server's log");
        }
    }

    private static ScopeTerms Refused(ScopeReport report, string status, string problem) => new(report.Scope, report.Seq, 0, 0, status, problem, []);

    [LoggerMessage(21, LogLevel.Error, "The owner of scope {Scope} failed on a report of {Incarnation}")]
    private partial void LogBug(Exception bug, string scope, string incarnation);
}
