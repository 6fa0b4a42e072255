using System.Collections.Immutable;
using BudgetMesh.Capacity;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Rates;

/// <summary>What owners of limits go by, out of the mesh in force.</summary>
public static class RatePlans
{
    /// <summary>Of a scope's limits; no limits where the mesh does not have the scope.</summary>
    public static RatePlan Of(ScopePlan? scope, MeshPlan mesh) =>
        new(scope?.Limits ?? [], ImmutableDictionary<string, RateShares>.Empty, LongestRequest(mesh));

    /// <summary>Of a deployment's capacity, with what is reserved at an instant.</summary>
    public static RatePlan Of(DeploymentPlan deployment, MeshPlan mesh, Instant at)
    {
        var reserved = new CapacityReservations(deployment.Reservations).ReservedAt(at);
        var weights = mesh.Scopes.Values.Select(static scope => scope.Claimant).Where(static claimant => claimant.Weight != 1).Distinct()
            .ToImmutableDictionary(static claimant => claimant.Scope, static claimant => claimant.Weight);
        return new RatePlan(
            deployment.Capacity,
            deployment.Capacity.ToImmutableDictionary(static limit => limit.Name, limit => new RateShares(weights, ReservedOf(limit, reserved))),
            LongestRequest(mesh));
    }

    /// <summary>When the next reservation begins or ends; null where none does.</summary>
    public static Instant? NextChange(DeploymentPlan deployment, Instant after) => new CapacityReservations(deployment.Reservations).NextChange(after);

    private static ImmutableDictionary<ScopePath, long> ReservedOf(LimitPlan limit, ImmutableArray<ReservedShare> reserved) => reserved
        .Where(share => share.Limit == limit.Name)
        .ToImmutableDictionary(static share => share.Scope, share => limit.IsRate ? share.Amount * RateRules.MinutesPerHour : share.Amount);

    private static TimeSpan LongestRequest(MeshPlan mesh) => mesh.Defaults.HoldLifetime.ToTimeSpan();
}
