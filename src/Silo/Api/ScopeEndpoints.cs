using BudgetMesh.Grains;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BudgetMesh.Silo.Api;

/// <summary>Scopes with their budgets and windows, as their owners see them at this moment.</summary>
internal sealed class ScopeEndpoints(ScopeLookup lookup, OwnersAnywhere owners, PlanCatalog catalog, AdjustmentEndpoints adjustments)
{
    private const string Unfreeze = "/unfreeze", Adjustments = "/adjustments";

    /// <summary><c>under</c>: this one and all below it; <c>made=false</c> leaves out what requests have made, <c>pattern</c> shows only what was made of it.</summary>
    public async Task<IResult> ListAsync(HttpRequest request)
    {
        var limit = request.QueryLimit(usual: 100, most: 1_000);
        var caller = request.HttpContext;
        var (under, after) = (request.QueryScope("under"), request.QueryScope("after"));
        var found = request.QueryText("pattern") is { } pattern ? await lookup.ReadMadeAsync(caller, pattern, after, limit)
            : request.QueryText("made") is not null && !request.QueryFlag("made") ? await lookup.ReadConfiguredAsync(caller, under, after, limit)
            : await lookup.ReadAsync(caller, under, after, limit);
        var page = new ScopesView([.. found.Select(View)], found.Count == limit ? found[^1].Scope : null);
        return TypedResults.Json(page, ApiJson.Default.ScopesView);
    }

    public async Task<IResult> ReadAsync(string path, HttpContext context)
    {
        var scope = RequestReading.Scope(Uri.UnescapeDataString(path));
        return await lookup.FindAsync(context, scope) is { } books
            ? TypedResults.Json(View(books), ApiJson.Default.ScopeView)
            : Unknown(scope);
    }

    /// <summary>Routes cannot say "a path and then a word", so the word is taken off here.</summary>
    public async Task<IResult> ActAsync(string path, HttpContext context)
    {
        var text = Uri.UnescapeDataString(path);
        if (text.EndsWith(Adjustments, StringComparison.Ordinal))
            return await adjustments.AdjustAsync(RequestReading.Scope(text[..^Adjustments.Length]), context);
        if (!text.EndsWith(Unfreeze, StringComparison.Ordinal))
            return ApiProblem.NotFound($"there is nothing to POST to at {text}: write the scope's path and {Unfreeze} or {Adjustments}");
        var scope = RequestReading.Scope(text[..^Unfreeze.Length]);
        return await lookup.FindAsync(context, scope) is null
            ? Unknown(scope)
            : TypedResults.Json(View(await owners.UnfreezeAsync(context, scope)), ApiJson.Default.ScopeView);
    }

    private ScopeView View(Wire.ScopeBooks books) => ScopeView.Of(books, catalog.BudgetsOf(ScopePath.Parse(books.Scope)));

    private static ProblemHttpResult Unknown(ScopePath scope) => ApiProblem.NotFound($"neither the mesh nor the books have a scope {scope}");
}
