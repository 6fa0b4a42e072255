using System.Globalization;
using BudgetMesh.Budgets;
using BudgetMesh.Grains;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace BudgetMesh.Silo.Api;

/// <summary>Adjustments: made once for each id, and listed for good.</summary>
internal sealed class AdjustmentEndpoints(OwnersAnywhere owners, PlanCatalog catalog, IBookStore store)
{
    /// <summary>Answers 201 where it is new and 200 where it was made before; 409 where it is refused.</summary>
    public async Task<IResult> AdjustAsync(ScopePath scope, HttpContext context)
    {
        var wanted = await context.Request.ReadJsonAsync(ApiJson.Default.AdjustmentRequest);
        var unit = Unit(scope, wanted.Budget);
        var wish = new AdjustmentWish(
            wanted.Id, wanted.Budget, wanted.Window, wanted.Kind, ReadAmount(wanted.Amount, unit), wanted.Reason, wanted.Author ?? context.User.Author());
        var answer = await owners.AdjustAsync(context, scope, wish);
        return answer.Taken is { } taken
            ? TypedResults.Json(
                new AdjustedView(AdjustmentView.Of(scope, taken, unit), answer.IsRepeated), ApiJson.Default.AdjustedView,
                statusCode: answer.IsRepeated ? StatusCodes.Status200OK : StatusCodes.Status201Created)
            : ApiProblem.Conflict(answer.Problem ?? "the owner refused it");
    }

    /// <summary><c>scope</c>: of this one alone; newest first.</summary>
    public async Task<IResult> ListAsync(HttpRequest request, CancellationToken cancellation)
    {
        var scope = request.QueryScope("scope") ?? throw new BadRequestException("scope: say whose adjustments");
        var found = await store.ReadAdjustmentsAsync(scope, request.QueryLimit(usual: 100, most: 10_000), cancellation);
        var units = catalog.BudgetsOf(scope).ToDictionary(budget => budget.Name, budget => (BudgetUnit?)budget.Unit);
        return TypedResults.Json(
            new AdjustmentsView([.. found.Select(row => AdjustmentView.Of(scope, row.ToWire(), units.GetValueOrDefault(row.Budget)))]), ApiJson.Default.AdjustmentsView);
    }

    private BudgetUnit Unit(ScopePath scope, string budget)
    {
        var budgets = catalog.BudgetsOf(scope);
        return budgets.FirstOrDefault(plan => plan.Name == budget)?.Unit
            ?? throw new BadRequestException(budgets.IsEmpty
                ? $"the mesh has no budgets on {scope}"
                : $"budget: {scope} has no budget \"{budget}\"; it has {string.Join(", ", budgets.Select(plan => plan.Name))}");
    }

    /// <summary>A signed number and the budget's unit, in the words of the mesh file.</summary>
    private static long ReadAmount(string text, BudgetUnit unit)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var word = unit == BudgetUnit.Usd ? "USD" : WireMapping.Units.ToWire(unit);
        if (parts.Length != 2 || parts[1] != word)
            throw new BadRequestException($"amount: \"{text}\" is not in the budget's unit: write a number and {word}, such as 12 {word} or -12 {word}");
        if (unit == BudgetUnit.Usd)
            return Money.TryParse(parts[0], out var money, out var problem) ? money.NanoUsd : throw new BadRequestException($"amount: {problem}");
        return long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new BadRequestException($"amount: \"{parts[0]}\" is not a number of {word}: write digits only");
    }
}

/// <param name="Id">Chosen by the caller: the same id again is the same adjustment.</param>
/// <param name="Window">Null, or not there, for the window that is open.</param>
/// <param name="Amount">Such as <c>"-12.50 USD"</c>: above 0 gives, below 0 takes away.</param>
/// <param name="Author">Null, or not there, for the key that it was sent with.</param>
internal sealed record AdjustmentRequest(string Id, string Budget, string Kind, string Amount, string Reason, long? Window = null, string? Author = null);

/// <param name="Repeated">It was made before, and nothing changed.</param>
internal sealed record AdjustedView(AdjustmentView Adjustment, bool Repeated);

internal sealed record AdjustmentsView(IReadOnlyList<AdjustmentView> Adjustments);

internal sealed record AdjustmentView(
    string Scope, string Id, string Budget, long Window, string Kind, Amount Amount, string Reason, string Author, DateTimeOffset At)
{
    public static AdjustmentView Of(ScopePath scope, AdjustmentLine line, BudgetUnit? unit) => new(
        scope.Value, line.Id, line.Budget, line.Window, line.Kind, new(unit, line.Amount), line.Reason, line.Author, Instant.FromUnixTimeMilliseconds(line.AtUnixMs).Utc());
}
