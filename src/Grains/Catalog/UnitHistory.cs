using System.Collections.Concurrent;
using BudgetMesh.Budgets;
using BudgetMesh.Routing;
using BudgetMesh.Storage;

namespace BudgetMesh.Grains;

/// <summary>
/// The unit of every budget that any version of the mesh has had. Books and slices are kept by a budget's name, so a name
/// keeps its unit for good: rights to a million nano-dollars must never be read as a million tokens.
/// </summary>
internal sealed class UnitHistory
{
    /// <summary>By the scope's path or pattern. Versions are added while others are checked.</summary>
    private readonly ConcurrentDictionary<(string Scope, string Budget), (BudgetUnit Unit, long Version)> _units = [];

    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    public static async Task<UnitHistory> LoadAsync(ICatalogStore store, CancellationToken cancellation)
    {
        var history = new UnitHistory();
        var newest = await store.VersionsAsync(cancellation);
        await history.AddAsync(store, 1, newest.Mesh, cancellation);
        return history;
    }

    /// <summary>Adds what the store has from one version to another.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    public async Task AddAsync(ICatalogStore store, long first, long last, CancellationToken cancellation)
    {
        for (var version = first; version <= last; version++)
        {
            // A version that this program can no longer read was not in force under it either.
            if (await store.ReadAsync(CatalogKind.Mesh, version, cancellation) is { } document
                && PlanValidation.TryCompile(document, out var plan))
            {
                Add(plan, version);
            }
        }
    }

    public void Add(MeshPlan plan, long version)
    {
        foreach (var (scope, budget, _) in BudgetsOf(plan))
            _units.TryAdd((scope, budget.Name), (budget.Unit, version));
    }

    /// <exception cref="PlanRefusedException">A budget has another unit than before, here or in what the same paths belonged to.</exception>
    public void RequireSame(MeshPlan plan)
    {
        var problems = (
            from written in BudgetsOf(plan)
            let before = Before(written.Scope, written.Budget.Name)
            where before is { } was && was.Unit != written.Budget.Unit
            select new MeshProblem(
                FieldPath.Root.Field("scopes").Key(written.Scope).Field("budgets").Item(written.Place).Field("amount").ToString(),
                $"budget {written.Budget.Name} counts {Word(before.Value.Unit)} since version {before.Value.Version}; its books cannot change to {Word(written.Budget.Unit)}: give the new budget another name")).ToList();
        if (problems.Count > 0)
            throw new PlanRefusedException("a budget changes its unit", problems);
    }

    /// <summary>A path can have belonged to a pattern, and a pattern's paths to another.</summary>
    private (BudgetUnit Unit, long Version)? Before(string scope, string budget)
    {
        if (_units.TryGetValue((scope, budget), out var same))
            return same;
        var pattern = ScopePattern.IsPattern(scope) ? ScopePattern.Parse(scope) : null;
        foreach (var ((other, name), unit) in _units.Where(known => known.Key.Budget == budget && (pattern is not null || ScopePattern.IsPattern(known.Key.Scope))))
        {
            var overlaps = (pattern, ScopePattern.IsPattern(other)) switch
            {
                (null, _) => ScopePattern.Parse(other).Matches(scope),
                (_, true) => pattern.Overlaps(ScopePattern.Parse(other)),
                _ => pattern.Matches(other),
            };
            if (overlaps)
                return unit;
        }

        return null;
    }

    private static IEnumerable<(string Scope, BudgetPlan Budget, int Place)> BudgetsOf(MeshPlan plan) =>
        from scope in plan.Scopes.Values.Concat(plan.Shapes.DistinctBy(static shape => shape.MadeOf))
        from place in Enumerable.Range(0, scope.Budgets.Length)
        select (scope.ToString(), scope.Budgets[place], place);

    private static string Word(BudgetUnit unit) => unit == BudgetUnit.Usd ? "USD" : unit == BudgetUnit.Tokens ? "tokens" : "requests";
}
