using BudgetMesh.Wire;

namespace BudgetMesh.Cli;

/// <summary>All that a frame of <c>budgetmesh top</c> shows, read at about the same moment.</summary>
/// <param name="Refusals">Newest first.</param>
internal sealed record TopSnapshot(
    DateTimeOffset At, IReadOnlyList<ScopeState> Scopes, IReadOnlyList<ScopeLimitsView> Limits, IReadOnlyList<DeploymentCapacityView> Deployments, IReadOnlyList<ReceiptView> Refusals)
{
    private const int RefusalsMost = 20;

    /// <param name="scope">Only this one and all below it, where deployments are everybody's; null for all.</param>
    /// <exception cref="CliException">The silo does not answer.</exception>
    public static async Task<TopSnapshot> ReadAsync(AdminClient admin, string? scope, DateTimeOffset now, CancellationToken cancellation)
    {
        var limits = admin.LimitsAsync(scope, cancellation);
        var capacity = admin.CapacityAsync(null, cancellation);
        var refusals = admin.RefusalsAsync(scope, RefusalsMost, cancellation);
        var scopes = await admin.ScopesAsync(scope, pattern: null, withMade: false, cancellation).ToListAsync(cancellation);
        return new TopSnapshot(now, scopes, (await limits).Scopes, (await capacity).Deployments, await refusals);
    }
}
