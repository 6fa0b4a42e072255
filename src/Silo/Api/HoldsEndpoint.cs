using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>What gateways hold of each window, as they last reported. Which requests those are, each gateway knows of its own.</summary>
internal sealed class HoldsEndpoint(ScopeLookup lookup)
{
    /// <summary><c>scope</c>: this one and all below it; <c>after</c> and <c>limit</c> count scopes.</summary>
    public async Task<IResult> ListAsync(HttpRequest request)
    {
        var limit = request.QueryLimit(usual: 100, most: 1_000);
        var found = await lookup.ReadBusyAsync(request.HttpContext, request.QueryScope("scope"), request.QueryScope("after"), limit);
        var holds = found.SelectMany(Holds).ToList();
        return TypedResults.Json(new HoldsView(holds, found.Count == limit ? found[^1].Scope : null), ApiJson.Default.HoldsView);
    }

    private static IEnumerable<HeldView> Holds(ScopeBooks books)
    {
        var states = books.Borrowers.ToDictionary(borrower => borrower.Incarnation, borrower => borrower.State);
        var windows = books.Windows.ToDictionary(window => (window.Budget, window.Window));
        foreach (var account in books.Accounts)
        {
            if (account is { Held: 0, Free: 0 })
                continue;
            var unit = Amount.UnitOf(windows.GetValueOrDefault((account.Budget, account.Window))?.Unit);
            yield return new HeldView(
                books.Scope, account.Budget, account.Window, account.Incarnation, states.GetValueOrDefault(account.Incarnation, "active"),
                new(unit, account.Held), new(unit, account.Free), new(unit, account.Spent));
        }
    }
}

/// <param name="Next">What <c>after</c> is for the next page of scopes; null on the last.</param>
internal sealed record HoldsView(IReadOnlyList<HeldView> Holds, string? Next);

/// <param name="State">Of the incarnation: <c>active</c>, or <c>closed</c>, whose holds are forfeited until somebody knows better.</param>
internal sealed record HeldView(string Scope, string Budget, long Window, string Incarnation, string State, Amount Held, Amount Free, Amount Spent);
