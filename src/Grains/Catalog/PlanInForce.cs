using System.Collections.Immutable;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using BudgetMesh.Storage;

namespace BudgetMesh.Grains;

/// <summary>The newest mesh and the newest price list, as one value that is swapped whole.</summary>
/// <param name="Mesh">The document; null where none was applied.</param>
/// <param name="Config">The mesh as written; empty where none was applied.</param>
/// <param name="Prices">The document; null where none was applied.</param>
/// <param name="PriceList">What the price list says, without the mesh's overlay.</param>
public sealed record PlanInForce(CatalogDocument? Mesh, MeshConfig Config, MeshPlan? Plan, CatalogDocument? Prices, PriceBook PriceList)
{
    public static PlanInForce None { get; } = new(null, new MeshConfig(), null, null, PriceBook.Empty("0"));

    /// <summary>0 where none was applied.</summary>
    public long MeshVersion => Mesh?.Version ?? 0;

    /// <summary>0 where none was applied: all prices come from the mesh file.</summary>
    public long PriceVersion => Prices?.Version ?? 0;

    /// <summary>The scope at precisely this path, configured or made of a pattern; null where the mesh has none.</summary>
    public ScopePlan? ScopeOf(ScopePath scope) => Plan is not null && Plan.TryResolve(scope.Value, out var plan) ? plan : null;

    /// <summary>A scope's own budgets; none where the mesh does not have the scope.</summary>
    public ImmutableArray<Budgets.BudgetPlan> BudgetsOf(ScopePath scope) => ScopeOf(scope)?.Budgets ?? [];
}
