using System.Text.Json;
using BudgetMesh.Grains;
using BudgetMesh.Rates;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo.Api;

/// <summary>
/// What gateways tell the owners of limits: fanned out to them at once, wherever they are, answered with what each says. An owner
/// that cannot answer is left out; its gateways ask again.
/// </summary>
internal sealed partial class RatesEndpoint(IRateOwners owners, OwnerRouting routing, PlanCatalog catalog, ILogger<RatesEndpoint> log)
{
    public async Task HandleAsync(HttpContext context)
    {
        var message = await context.Request.ReadJsonAsync(WireJson.Default.RateMessage);
        Check(message);
        var terms = await routing.AskAsync(
            context, message.Owners, static report => report.Name,
            place => AskAsync(message, place, context.RequestAborted),
            (silo, part) => PassOnAsync(silo, message with { Owners = part }));
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.BodyWriter, new RateReply([.. terms.OfType<RateOwnerTerms>()]), WireJson.Default.RateReply, context.RequestAborted);
    }

    /// <summary>Before any owner is asked.</summary>
    private static void Check(RateMessage message)
    {
        if (message.Owners.Count > Limits.OwnersPerRateMessageMax)
            throw new BadRequestException($"owners: {message.Owners.Count} in one message: send at most {Limits.OwnersPerRateMessageMax}, and the others in the next");
        var lines = 0;
        for (var i = 0; i < message.Owners.Count; i++)
        {
            var report = message.Owners[i];
            if (report is null || report.Lines.Any(static line => line is null))
                throw new BadRequestException($"owners[{i}]: null is no report and no line");
            if (report.Incarnation != message.Incarnation)
                throw new BadRequestException($"owners[{i}]: the report is of incarnation {report.Incarnation}, the message of {message.Incarnation}: a gateway reports for itself");
            if (report.Lines.Count > Limits.LinesPerRateRequestMax)
                throw new BadRequestException($"owners[{i}]: {report.Lines.Count} lines: at most {Limits.LinesPerRateRequestMax} for one owner");
            lines += report.Lines.Count;
        }

        if (lines > Limits.LinesPerRateMessageMax)
            throw new BadRequestException($"owners: {lines} lines in one message: send at most {Limits.LinesPerRateMessageMax}, and the other owners in the next");
    }

    /// <summary>Owners that are missing in the answer are missing in this silo's, too.</summary>
    private static async Task<IReadOnlyList<RateOwnerTerms?>?> PassOnAsync(PeerLine silo, RateMessage part)
    {
        if (await silo.PostAsync(Routes.Rates, part, WireJson.Default.RateMessage, WireJson.Default.RateReply) is not { } reply)
            return null;
        var answers = reply.Owners.ToLookup(static terms => (terms.Kind, terms.Name));
        return [.. part.Owners.Select(report => answers[(report.Kind, report.Name)].FirstOrDefault())];
    }

    private async Task<RateOwnerTerms?> AskAsync(RateMessage message, int index, CancellationToken cancellation)
    {
        var report = message.Owners[index];
        try
        {
            return IsKnown(report.OwnerId()) ? await owners.OwnerOf(report.OwnerId()).SyncAsync(report, cancellation) : null;
        }
        catch (FormatException malformed)
        {
            throw new BadRequestException($"owners[{index}]: {malformed.Message}");
        }
        catch (StoreUnavailableException away)
        {
            LogAway(report.Name, away.Message);
            return null;
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            LogBug(bug, report.Name, report.Incarnation);
            return null;
        }
    }

    /// <summary>No owner is made for what the mesh does not have: anybody could name it.</summary>
    private bool IsKnown(RateOwnerId owner) => owner.Kind == RateOwnerKind.Deployment
        ? catalog.Current.Plan?.Deployments.Any(deployment => deployment.Id == owner.Name) == true
        : ScopePath.TryParse(owner.Name, out var scope, out _) && catalog.ScopeOf(scope) is { Limits.IsEmpty: false };

    [LoggerMessage(43, LogLevel.Warning, "The limits of {Owner} have no owner now: {Problem}")]
    private partial void LogAway(string owner, string problem);

    [LoggerMessage(44, LogLevel.Error, "The owner of the limits of {Owner} failed on a report of {Incarnation}")]
    private partial void LogBug(Exception bug, string owner, string incarnation);
}
