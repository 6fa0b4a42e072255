using System.Text.Json;
using BudgetMesh.Grains;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo.Api;

/// <summary>
/// The one message of gateways: fanned out to the owners of its scopes at once, wherever they are, answered with what each says.
/// What one owner cannot answer spoils nothing of the others.
/// </summary>
internal sealed partial class SyncEndpoint(
    IScopeOwners owners, OwnerRouting routing, PlanCatalog catalog, GatewayRegistry gateways, TimeProvider clock, ILogger<SyncEndpoint> log)
{
    public async Task HandleAsync(HttpContext context)
    {
        var message = await context.Request.ReadJsonAsync(WireJson.Default.SyncMessage);
        Check(message);
        gateways.Heard(message, context.User);
        var terms = await routing.AskAsync(
            context, message.Scopes, static report => report.Scope,
            place => AskAsync(message, message.Scopes[place], context.RequestAborted),
            async (silo, part) => (await silo.PostAsync(Routes.Sync, message with { Scopes = part }, WireJson.Default.SyncMessage, WireJson.Default.SyncReply))?.Scopes);
        var plan = catalog.Current;
        var reply = new SyncReply(clock.GetUtcNow().ToUnixTimeMilliseconds(), plan.MeshVersion, plan.PriceVersion, terms);
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.BodyWriter, reply, WireJson.Default.SyncReply, context.RequestAborted);
    }

    /// <summary>Before any owner is asked.</summary>
    private static void Check(SyncMessage message)
    {
        for (var i = 0; i < message.Scopes.Count; i++)
        {
            if (message.Scopes[i] is not { } report || report.Slices.Any(static slice => slice is null))
                throw new BadRequestException($"scopes[{i}]: null is no report and no slice");
        }
    }

    private async Task<ScopeTerms> AskAsync(SyncMessage message, ScopeReport report, CancellationToken cancellation)
    {
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
