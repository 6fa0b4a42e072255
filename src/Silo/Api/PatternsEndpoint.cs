using BudgetMesh.Budgets;
using BudgetMesh.Grains;
using BudgetMesh.Routing;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>Patterns with what was made of them: added up, for their scopes may be a million.</summary>
internal sealed class PatternsEndpoint(PlanCatalog catalog, IBookStore store)
{
    /// <summary>Those that the mesh has, and those that books are left of.</summary>
    public async Task<IResult> ListAsync(CancellationToken cancellation)
    {
        var totals = (await store.SumMadeAsync(cancellation)).ToDictionary(static made => made.Pattern, StringComparer.Ordinal);
        var plan = catalog.Current.Plan;
        var shapes = (plan?.Shapes ?? []).DistinctBy(static shape => shape.MadeOf).ToDictionary(static shape => shape.ToString(), StringComparer.Ordinal);
        return TypedResults.Json(
            new PatternsView(
            [
                .. totals.Keys.Union(shapes.Keys).Order(StringComparer.Ordinal)
                    .Select(pattern => View(pattern, shapes.GetValueOrDefault(pattern), totals.GetValueOrDefault(pattern))),
            ]),
            ApiJson.Default.PatternsView);
    }

    private static PatternView View(string pattern, ScopePlan? shape, PatternTotals? made)
    {
        var plans = shape?.Budgets ?? [];
        return new PatternView(pattern, shape?.MadeOf!.AtMost, made?.Scopes ?? 0, [.. (made?.Budgets ?? []).Select(totals => View(totals, plans.FirstOrDefault(plan => plan.Name == totals.Budget)))]);
    }

    private static MadeBudgetView View(MadeBudgetTotals totals, BudgetPlan? plan)
    {
        var word = plan is null ? null : WireMapping.Units.ToWire(plan.Unit);
        var unit = Amount.UnitOf(word);
        return new MadeBudgetView(
            totals.Budget, word, totals.Windows, totals.Open,
            new(unit, totals.CapMost), new(unit, totals.Spent), new(unit, totals.Held), new(unit, totals.Free), new(unit, totals.SpentMost), new(unit, Math.Max(0, totals.BeyondMost)));
    }
}

internal sealed record PatternsView(IReadOnlyList<PatternView> Patterns);

/// <param name="AtMost">Null where the mesh has the pattern no more.</param>
/// <param name="Scopes">How many were made and are not forgotten.</param>
internal sealed record PatternView(string Pattern, int? AtMost, long Scopes, IReadOnlyList<MadeBudgetView> Budgets);

/// <param name="Windows">Of all scopes together.</param>
/// <param name="CapMost">The largest cap of one window.</param>
/// <param name="SpentMost">The most that one window has spent.</param>
/// <param name="BeyondMost">The most that one open window has spent beyond its cap.</param>
internal sealed record MadeBudgetView(
    string Name, string? Unit, long Windows, long Open, Amount CapMost, Amount Spent, Amount Held, Amount Free, Amount SpentMost, Amount BeyondMost);
