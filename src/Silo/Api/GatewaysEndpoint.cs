using BudgetMesh.Lending;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>The gateways that this silo has heard of lately or that have anything in the books.</summary>
internal sealed class GatewaysEndpoint(GatewayRegistry gateways, ScopeLookup lookup, OwnersAnywhere owners, TimeProvider clock)
{
    private const int PageMost = 1_000;

    /// <summary>Gateways say hello once in a refresh, if they have nothing else to say.</summary>
    private static readonly TimeSpan SilentAfter = LendingRules.RefreshFar * LendingRules.StaleRefreshes;

    /// <summary><c>scopes=true</c> lists each budget of which a gateway has anything. Those heard last come first, then those that only the books know.</summary>
    public async Task<IResult> ListAsync(HttpRequest request)
    {
        var accounts = new GatewayAccounts(request.QueryText("scopes") == "true");
        await foreach (var page in PagesAsync(request.HttpContext))
        {
            foreach (var books in page)
                accounts.Add(books);
        }

        var heard = gateways.List();
        var now = clock.GetUtcNow();
        return TypedResults.Json(
            new GatewaysView(
            [
                .. heard.Select(gateway => ViewOf(gateway.Incarnation, gateway, accounts, isActive: now - gateway.LastSyncAt < SilentAfter)),
                .. accounts.Incarnations.Except(heard.Select(static gateway => gateway.Incarnation)).Select(incarnation => ViewOf(incarnation, null, accounts, isActive: false)),
            ]),
            ApiJson.Default.GatewaysView);
    }

    /// <summary>
    /// An operator's word that a process is gone. May be said again: what is closed stays closed. Of scopes that requests have made
    /// only those count in which something is held or lent: in the others nothing is at stake.
    /// </summary>
    public async Task<IResult> RetireAsync(string incarnation, HttpContext context)
    {
        Incarnation gone;
        try
        {
            gone = new Incarnation(incarnation);
        }
        catch (FormatException malformed)
        {
            throw new BadRequestException(malformed.Message);
        }

        var closed = new List<string>();
        await foreach (var page in PagesAsync(context))
        {
            ScopePath[] known = [.. page.Where(books => books.Borrowers.Any(borrower => borrower.Incarnation == gone.Value)).Select(static books => ScopePath.Parse(books.Scope))];
            var isClosed = await owners.RetireAsync(context, gone.Value, known);
            closed.AddRange(known.Where((_, place) => isClosed[place]).Select(static scope => scope.Value));
        }

        return closed.Count == 0
            ? ApiProblem.NotFound($"no scope's books have a gateway {gone}: name an incarnation as the list of gateways shows it")
            : TypedResults.Json(new RetiredView(gone.Value, closed), ApiJson.Default.RetiredView);
    }

    private async IAsyncEnumerable<IReadOnlyList<ScopeBooks>> PagesAsync(HttpContext context)
    {
        for (ScopePath? after = null; ;)
        {
            var page = await lookup.ReadBusyAsync(context, null, after, PageMost);
            yield return page;
            if (page.Count < PageMost)
                yield break;
            after = ScopePath.Parse(page[^1].Scope);
        }
    }

    private static GatewayView ViewOf(string incarnation, HeardGateway? heard, GatewayAccounts accounts, bool isActive) => new(
        incarnation, accounts.IsClosed(incarnation) ? "closed" : isActive ? "active" : "silent",
        heard?.Key, heard?.LastSyncAt, heard?.Syncs ?? 0, heard?.Scopes ?? 0, heard?.RoundTripUs ?? 0,
        accounts.SumsOf(incarnation), accounts.BudgetsOf(incarnation));
}

/// <param name="Scopes">Where it is closed now.</param>
internal sealed record RetiredView(string Incarnation, IReadOnlyList<string> Scopes);
