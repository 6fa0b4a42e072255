using BudgetMesh.Grains;
using BudgetMesh.Mesh;
using BudgetMesh.Routing;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace BudgetMesh.Silo.Api;

/// <summary>Reservations one by one. They stand in the mesh and nowhere else: each change is a new version of it.</summary>
internal sealed class ReservationEndpoints(PlanCatalog catalog, TimeProvider clock)
{
    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    public IResult List()
    {
        var (current, now) = (catalog.Current, Now);
        var plans = (current.Plan?.Deployments ?? [])
            .SelectMany(deployment => deployment.Reservations.Select(reservation => (Deployment: deployment, Plan: reservation)))
            .ToDictionary(static reservation => reservation.Plan.Name, StringComparer.Ordinal);
        return TypedResults.Json(
            new ReservationsView([.. (current.Config.Reservations ?? []).Select(config => ReservationViewing.ToView(config, plans[config.Name!].Plan, plans[config.Name!].Deployment, now))]),
            ApiJson.Default.ReservationsView);
    }

    /// <summary>Answers 409 with what would fit where it does not, and where somebody has changed the mesh meanwhile.</summary>
    public async Task<IResult> AddAsync(HttpContext context)
    {
        var before = catalog.Current;
        var (proposal, deployment) = await ReadAsync(context.Request, before);
        if (proposal.Refusal is { } refusal)
            return Refused(refusal.ToView(deployment));
        var config = before.Config with { Reservations = [.. before.Config.Reservations ?? [], proposal.Config] };
        return await ApplyAsync(before, config, StatusCodes.Status201Created, context);
    }

    /// <summary>What adding it would answer, without adding it.</summary>
    public async Task<IResult> CheckAsync(HttpRequest request)
    {
        var (proposal, deployment) = await ReadAsync(request, catalog.Current);
        return TypedResults.Json(new ReservationCheckView(proposal.Refusal is null, proposal.Refusal?.ToView(deployment)), ApiJson.Default.ReservationCheckView);
    }

    public async Task<IResult> RemoveAsync(string name, HttpContext context)
    {
        var before = catalog.Current;
        var (all, left) = (before.Config.Reservations ?? [], (before.Config.Reservations ?? []).Where(reservation => reservation.Name != name).ToList());
        return left.Count == all.Count
            ? ApiProblem.NotFound($"the mesh has no reservation {name}")
            : await ApplyAsync(before, before.Config with { Reservations = left.Count == 0 ? null : left }, StatusCodes.Status200OK, context);
    }

    private async Task<(ReservationProposal Proposal, DeploymentPlan Deployment)> ReadAsync(HttpRequest request, PlanInForce current)
    {
        var asked = await request.ReadJsonAsync(ApiJson.Default.ReservationConfig);
        if (current.Plan is not { } mesh)
            throw new BadRequestException("no mesh was applied yet: there is nothing to reserve");
        return ReservationProposal.TryMake(asked, mesh, current.Config, Now, out var proposal, out var problems)
            ? (proposal, mesh.Deployments.First(deployment => deployment.Id == proposal.Plan.Deployment))
            : throw new PlanRefusedException("The reservation is not valid", problems);
    }

    private async Task<IResult> ApplyAsync(PlanInForce before, MeshConfig config, int status, HttpContext context)
    {
        var changes = MeshDifference.Between(before.Config, config);
        var now = await catalog.ApplyMeshAsync(config, before.MeshVersion, context.User.Author());
        return TypedResults.Json(new AppliedView(now.MeshVersion, Applied: true, DryRun: false, changes), ApiJson.Default.AppliedView, statusCode: status);
    }

    private static ProblemHttpResult Refused(ReservationRefusalView refusal) => TypedResults.Problem(
        refusal.Detail, statusCode: StatusCodes.Status409Conflict, title: "The reservation does not fit",
        extensions: new Dictionary<string, object?>
        {
            ["limit"] = refusal.Limit,
            ["start"] = refusal.Start,
            ["end"] = refusal.End,
            ["fitting"] = refusal.Fitting,
            ["fits_from"] = refusal.FitsFrom,
        });
}
