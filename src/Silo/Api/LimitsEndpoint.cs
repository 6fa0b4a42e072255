using BudgetMesh.Grains;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>Limits of scopes and capacity of deployments, as their owners see them at this moment.</summary>
internal sealed class LimitsEndpoint(OwnersAnywhere owners, PlanCatalog catalog)
{
    /// <summary><c>scope</c>: this one, though a request may have made it, and all below it that the mesh names.</summary>
    public async Task<IResult> ListAsync(HttpRequest request)
    {
        var limited = Limited(request.QueryScope("scope")).OrderBy(static scope => scope.Path.Value, StringComparer.Ordinal);
        var states = await owners.ReadLimitsAsync(request.HttpContext, [.. limited.Select(static scope => RateOwnerId.Of(scope.Path))]);
        return TypedResults.Json(new LimitsView([.. states.Select(static state => new ScopeLimitsView(state.Name, state.IsLearning, state.Limits))]), ApiJson.Default.LimitsView);
    }

    /// <summary><c>deployment</c>: this one alone.</summary>
    public async Task<IResult> CapacityAsync(HttpRequest request)
    {
        var deployments = catalog.Current.Plan?.Deployments ?? [];
        if (request.QueryText("deployment") is { } id)
        {
            deployments = [.. deployments.Where(deployment => deployment.Id == id)];
            if (deployments.IsEmpty)
                return ApiProblem.NotFound($"the mesh has no deployment {id}");
        }

        var states = await owners.ReadLimitsAsync(request.HttpContext, [.. deployments.Select(static deployment => RateOwnerId.OfDeployment(deployment.Id))]);
        return TypedResults.Json(new CapacityView([.. deployments.Zip(states, View)]), ApiJson.Default.CapacityView);
    }

    private static DeploymentCapacityView View(DeploymentPlan deployment, RateOwnerState state) =>
        new(deployment.Id, deployment.Region, state.Circuit ?? "closed", state.IsLearning, state.Limits);

    /// <summary>Those that were made of patterns may be a million: only one that is named is among them.</summary>
    private IEnumerable<ScopePlan> Limited(ScopePath? top)
    {
        var configured = (catalog.Current.Plan?.Scopes.Values ?? []).Where(scope => top is not { } path || path.Contains(scope.Path));
        var named = top is { } one && catalog.ScopeOf(one) is { MadeOf: not null } made ? [made] : Array.Empty<ScopePlan>();
        return configured.Concat(named).Where(static scope => !scope.Limits.IsEmpty);
    }
}
