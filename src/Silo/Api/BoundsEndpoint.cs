using BudgetMesh.Bounds;
using BudgetMesh.Grains;
using BudgetMesh.Routing;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>Gateways share how long answers were and learn how long they are everywhere; what is known of a scope, one silo knows. Of scopes that the mesh does not have nothing is learned.</summary>
internal sealed class BoundsEndpoint(SharedBounds bounds, OwnerRouting routing, PlanCatalog catalog, GatewayRegistry gateways)
{
    /// <summary>More than a gate sends at once.</summary>
    private const int KeysMax = 1_000;

    /// <summary>A gateway that has synced within this time shares what it sees; each does several times as often.</summary>
    private static readonly TimeSpan ActiveFor = TimeSpan.FromMinutes(1);

    public async Task<IResult> HandleAsync(HttpRequest request)
    {
        var report = await request.ReadJsonAsync(WireJson.Default.BoundsReport);
        if (report.Keys.Count > KeysMax)
            throw new BadRequestException($"{report.Keys.Count} keys: send at most {KeysMax}");
        LengthsSeen[] seen = [.. report.Keys.Select(Read)];
        var plan = catalog.Current.Plan;
        var known = await routing.AskAsync(
            request.HttpContext, report.Keys, static key => key.Scope,
            place => Task.FromResult(bounds.Merge([seen[place]], key => IsKnown(plan, key))[0].ToWire()),
            async (silo, part) => (await silo.PostAsync(Routes.Bounds, report with { Keys = part }, WireJson.Default.BoundsReport, WireJson.Default.BoundsReply))?.Keys);
        return TypedResults.Json(new BoundsReply(Math.Max(1, gateways.CountSince(ActiveFor)), known), WireJson.Default.BoundsReply);
    }

    private static bool IsKnown(MeshPlan? plan, BoundKey key) =>
        plan is not null && (plan.Scopes.ContainsKey(key.Scope) || plan.Patterns.Any(made => made.Pattern.Text == key.Scope));

    private static LengthsSeen Read(LengthsLine? line, int index)
    {
        if (line is null)
            throw new BadRequestException($"keys[{index}]: null is no key");
        try
        {
            return line.ToCore();
        }
        catch (FormatException malformed)
        {
            throw new BadRequestException($"keys[{index}]: {malformed.Message}");
        }
    }
}
