using System.Collections.Concurrent;
using System.Collections.Frozen;
using BudgetMesh.Budgets;
using BudgetMesh.Grains;
using BudgetMesh.Routing;

namespace BudgetMesh.Silo.Api;

/// <summary>What each budget counted in each version of the mesh: a receipt's legs are bare numbers without it.</summary>
internal sealed class BudgetUnits(PlanCatalog catalog)
{
    /// <summary>Receipts of one page are of one or two versions; more than a handful are never at hand together.</summary>
    private const int RememberedMax = 16;

    private readonly ConcurrentDictionary<long, FrozenDictionary<(ScopePath Scope, string Budget), BudgetUnit>> _byVersion = [];

    /// <summary>Empty for a version that the catalog does not have.</summary>
    public async ValueTask<FrozenDictionary<(ScopePath Scope, string Budget), BudgetUnit>> OfAsync(long version, CancellationToken cancellation)
    {
        if (_byVersion.TryGetValue(version, out var units))
            return units;
        if (await catalog.ReadMeshAsync(version, cancellation) is not { } config || !MeshPlan.TryCompile(config, out var plan, out _))
            return FrozenDictionary<(ScopePath, string), BudgetUnit>.Empty;
        if (_byVersion.Count >= RememberedMax)
            _byVersion.Clear();
        return _byVersion[version] = plan.Scopes.Values
            .SelectMany(scope => scope.Budgets)
            .ToFrozenDictionary(budget => (budget.Scope, budget.Name), budget => budget.Unit);
    }
}
