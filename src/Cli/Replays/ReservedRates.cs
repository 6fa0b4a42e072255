using BudgetMesh.Replay;
using BudgetMesh.Routing;

namespace BudgetMesh.Cli;

/// <summary>The reservations of a mesh as a replay measures them.</summary>
internal static class ReservedRates
{
    /// <summary>The first of a rate that holds now, in the order of the deployments; null where there is none.</summary>
    public static ReservedRate? First(MeshPlan plan)
    {
        var now = NodaTime.SystemClock.Instance.GetCurrentInstant();
        return
        (
            from deployment in plan.Deployments
            from reservation in deployment.Reservations
            where reservation.Span.IsActive(now)
            from limit in deployment.Capacity
            where limit.IsRate && reservation.Of(limit.Name) > 0
            select new ReservedRate(reservation.Scope, deployment.Id, limit.Unit, reservation.Of(limit.Name))
        ).FirstOrDefault();
    }
}
