using BudgetMesh.Rates;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli;

/// <summary>How the limits that a request meets stand at a silo now.</summary>
internal static class LiveRoom
{
    /// <param name="mesh">The mesh that is tried; the silo may have another, and what it does not have is not used.</param>
    /// <exception cref="CliException">The silo does not answer.</exception>
    public static async Task<DryRoom> ReadAsync(AdminClient admin, MeshPlan mesh, ScopePath asked, CancellationToken cancellation)
    {
        var uses = new Dictionary<(RateOwnerId, string, LimitUnit), LimitUse>();
        if (!mesh.TryFindScope(asked.Value, out var scope))
            return DryRoom.Unused;
        foreach (var path in scope.LimitLevels.Select(static level => level.Scope).Distinct())
        {
            foreach (var state in (await admin.LimitsAsync(path.Value, cancellation)).Scopes.Where(state => state.Scope == path.Value))
                Add(RateOwnerId.Of(path), state.Limits);
        }

        var deployments = (await admin.CapacityAsync(null, cancellation)).Deployments;
        foreach (var deployment in deployments)
            Add(RateOwnerId.OfDeployment(deployment.Deployment), deployment.Limits);
        return new DryRoom(uses, deployments.Where(static deployment => deployment.Circuit != "closed").Select(static deployment => deployment.Deployment).ToHashSet());

        void Add(RateOwnerId owner, IReadOnlyList<LimitState> limits)
        {
            foreach (var limit in limits)
            {
                var own = limit.Claims.Where(claim => claim.Scope == scope.Claimant.Scope.Value).ToList();
                var kept = own.Select(static claim => claim.Reserved).DefaultIfEmpty().Max() - own.Sum(static claim => claim.Used);
                uses[(owner, limit.Limit, RateReadings.Units.ToCore(limit.Unit))] = new LimitUse(limit.Used, limit.Amount - limit.Usable, kept);
            }
        }
    }
}
