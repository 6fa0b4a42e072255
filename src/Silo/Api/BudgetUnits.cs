using System.Collections.Concurrent;
using System.Collections.Immutable;
using BudgetMesh.Budgets;
using BudgetMesh.Grains;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Silo.Api;

/// <summary>What each budget counted in each version of the mesh: a receipt's legs are bare numbers without it.</summary>
internal sealed class BudgetUnits(PlanCatalog catalog)
{
    /// <summary>Receipts of one page are of one or two versions; more than a handful are never at hand together.</summary>
    private const int RememberedMax = 16;

    private readonly ConcurrentDictionary<long, MeshUnits> _byVersion = [];

    /// <summary>Those of no budget for a version that the catalog does not have.</summary>
    public async ValueTask<MeshUnits> OfAsync(long version, CancellationToken cancellation)
    {
        if (_byVersion.TryGetValue(version, out var units))
            return units;
        if (await catalog.ReadMeshAsync(version, cancellation) is not { } config || !MeshPlan.TryCompile(config, out var plan, out _))
            return new MeshUnits(null);
        if (_byVersion.Count >= RememberedMax)
            _byVersion.Clear();
        return _byVersion[version] = new MeshUnits(plan);
    }
}

/// <summary>What each budget and limit counts in one version of the mesh.</summary>
internal sealed class MeshUnits(MeshPlan? plan)
{
    /// <summary>Null for a budget that it does not have.</summary>
    public BudgetUnit? Of(ScopePath scope, string budget)
    {
        if (plan is null || !plan.TryResolve(scope.Value, out var found))
            return null;
        foreach (var own in found.Budgets)
        {
            if (own.Name == budget)
                return own.Unit;
        }

        return null;
    }

    /// <summary>Null where it has no such scope or budget.</summary>
    public BudgetUnit? OfBudget(string scope, string budget) => ScopePath.TryParse(scope, out var path, out _) ? Of(path, budget) : null;

    /// <summary>Null where it has no such scope or limit.</summary>
    public LimitUnit? OfLimit(string scope, string limit) => plan is not null && plan.TryResolve(scope, out var found) ? Of(found.Limits, limit) : null;

    /// <summary>Null where it has no such deployment or limit of its capacity.</summary>
    public LimitUnit? OfCapacity(string deployment, string limit) => Of(plan?.Deployments.FirstOrDefault(known => known.Id == deployment)?.Capacity ?? [], limit);

    private static LimitUnit? Of(ImmutableArray<LimitPlan> limits, string name) => limits.FirstOrDefault(limit => limit.Name == name)?.Unit;
}
