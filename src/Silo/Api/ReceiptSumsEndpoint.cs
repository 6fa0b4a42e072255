using BudgetMesh.Grains;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>What the receipts of some gateways add up to, by budget; scopes that were made of a pattern are one line.</summary>
internal sealed class ReceiptSumsEndpoint(IReceiptStore receipts, PlanCatalog catalog)
{
    /// <summary><c>gateways</c>: how their incarnations begin; all where it is not given.</summary>
    public async Task<IResult> SumAsync(HttpRequest request, CancellationToken cancellation)
    {
        var sums = await receipts.SumAsync(request.QueryText("gateways") ?? "", cancellation);
        return TypedResults.Json(new ReceiptSumsView([.. sums.Select(View)]), ApiJson.Default.ReceiptSumsView);
    }

    private ReceiptSumView View(BudgetReceipts sum)
    {
        var plan = catalog.Current.Plan;
        var budgets = plan is null ? []
            : plan.Scopes.TryGetValue(sum.Scope, out var scope) ? scope.Budgets
            : plan.Shapes.FirstOrDefault(shape => shape.ToString() == sum.Scope)?.Budgets ?? [];
        var unit = budgets.FirstOrDefault(budget => budget.Name == sum.Budget) is { } known ? WireMapping.Units.ToWire(known.Unit) : null;
        return new ReceiptSumView(sum.Scope, sum.Budget, unit, sum.Legs, new Amount(Amount.UnitOf(unit), sum.Amount));
    }
}

internal sealed record ReceiptSumsView(IReadOnlyList<ReceiptSumView> Sums);

/// <param name="Scope">Or the pattern that scopes were made of.</param>
/// <param name="Unit">Null where the mesh has the budget no more.</param>
/// <param name="Legs">How many charges were added up.</param>
internal sealed record ReceiptSumView(string Scope, string Budget, string? Unit, long Legs, Amount Amount);
