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
    private readonly Dictionary<(ScopePath Scope, string Budget), (BudgetUnit Unit, long Version)> _units = [];

    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    public static async Task<UnitHistory> LoadAsync(ICatalogStore store, CancellationToken cancellation)
    {
        var history = new UnitHistory();
        var newest = await store.NewestAsync(CatalogKind.Mesh, cancellation);
        for (var version = 1L; version <= (newest?.Version ?? 0); version++)
        {
            // A version that this program can no longer read was not in force under it either.
            if (await store.ReadAsync(CatalogKind.Mesh, version, cancellation) is { } document
                && PlanValidation.TryCompile(document, out var plan))
            {
                history.Add(plan, version);
            }
        }

        return history;
    }

    public void Add(MeshPlan plan, long version)
    {
        foreach (var budget in plan.Scopes.Values.SelectMany(static scope => scope.Budgets))
            _units.TryAdd((budget.Scope, budget.Name), (budget.Unit, version));
    }

    /// <exception cref="PlanRefusedException">A budget has another unit than before.</exception>
    public void RequireSame(MeshPlan plan)
    {
        var problems = (
            from scope in plan.Scopes.Values
            from place in Enumerable.Range(0, scope.Budgets.Length)
            let budget = scope.Budgets[place]
            where _units.TryGetValue((budget.Scope, budget.Name), out var was) && was.Unit != budget.Unit
            let before = _units[(budget.Scope, budget.Name)]
            select new MeshProblem(
                FieldPath.Root.Field("scopes").Key(scope.Path.Value).Field("budgets").Item(place).Field("amount").ToString(),
                $"budget {budget.Name} counts {Word(before.Unit)} since version {before.Version}; its books cannot change to {Word(budget.Unit)}: give the new budget another name")).ToList();
        if (problems.Count > 0)
            throw new PlanRefusedException("a budget changes its unit", problems);
    }

    private static string Word(BudgetUnit unit) => unit == BudgetUnit.Usd ? "USD" : unit == BudgetUnit.Tokens ? "tokens" : "requests";
}
