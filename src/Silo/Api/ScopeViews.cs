using System.Collections.Immutable;
using BudgetMesh.Budgets;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Api;

/// <param name="Next">What <c>after</c> is for the next page; null on the last.</param>
internal sealed record ScopesView(IReadOnlyList<ScopeView> Scopes, string? Next);

/// <param name="Frozen">Why nothing is lent, or null.</param>
internal sealed record ScopeView(string Scope, string? Frozen, long Version, long Epoch, IReadOnlyList<BudgetView> Budgets)
{
    public static ScopeView Of(ScopeBooks books, ImmutableArray<BudgetPlan> plans) => new(
        books.Scope, books.Frozen, books.Version, books.Epoch,
        [
            .. books.Windows.GroupBy(window => window.Budget).Select(windows =>
            {
                var (first, plan) = (windows.First(), plans.FirstOrDefault(plan => plan.Name == windows.Key));
                return new BudgetView(
                    windows.Key, first.Unit, first.Period, first.Enforcement, plan?.Calendar.Zone.Id, [.. windows.Select(window => WindowView.Of(window, plan))]);
            }),
        ]);
}

/// <param name="Unit">Null, as all but the name, where the mesh has the budget no more.</param>
internal sealed record BudgetView(string Name, string? Unit, string? Period, string? Enforcement, string? Zone, IReadOnlyList<WindowView> Windows);

/// <param name="Window">Names it within its budget.</param>
/// <param name="Open">False for a window that has ended and still takes settlements.</param>
/// <param name="ResetsAt">Its end; null for a budget without a period.</param>
/// <param name="Adjusted">Σ of its adjustments; part of what is available.</param>
internal sealed record WindowView(
    long Window,
    bool Open,
    DateTimeOffset? StartsAt,
    DateTimeOffset? ResetsAt,
    Amount Cap,
    Amount Spent,
    Amount Held,
    Amount Free,
    Amount Available,
    Amount Forfeited,
    Amount Overdraft,
    Amount Adjusted)
{
    public static WindowView Of(WindowBooks books, BudgetPlan? plan)
    {
        var unit = Amount.UnitOf(books.Unit);
        return new WindowView(
            books.Window, books.Open, Times.In(books.StartUnixMs, plan), Times.In(books.EndUnixMs, plan),
            new(unit, books.Cap), new(unit, books.Spent), new(unit, books.Held), new(unit, books.Free), new(unit, books.Available),
            new(unit, books.Forfeited), new(unit, books.Overdraft), new(unit, books.Adjusted));
    }
}
