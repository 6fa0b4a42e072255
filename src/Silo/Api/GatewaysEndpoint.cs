using BudgetMesh.Grains;
using BudgetMesh.Lending;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>Which gateways sync with this silo.</summary>
internal sealed class GatewaysEndpoint(GatewayRegistry gateways, ScopeLookup lookup, IScopeOwners owners)
{
    private const int PageMost = 1_000;

    public IResult List() => TypedResults.Json(new GatewaysView(gateways.List()), ApiJson.Default.GatewaysView);

    /// <summary>
    /// An operator's word that a process is gone. May be said again: what is closed stays closed. Of scopes that requests have made
    /// only those count in which something is held or lent: in the others nothing is at stake.
    /// </summary>
    public async Task<IResult> RetireAsync(string incarnation, CancellationToken cancellation)
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
        for (ScopePath? after = null; ;)
        {
            var page = await lookup.ReadBusyAsync(null, after, PageMost, cancellation);
            foreach (var books in page.Where(books => books.Borrowers.Any(borrower => borrower.Incarnation == gone.Value)))
            {
                if (await owners.OwnerOf(ScopePath.Parse(books.Scope)).RetireAsync(gone.Value, cancellation))
                    closed.Add(books.Scope);
            }

            if (page.Count < PageMost)
                break;
            after = ScopePath.Parse(page[^1].Scope);
        }

        return closed.Count == 0
            ? ApiProblem.NotFound($"no scope's books have a gateway {gone}: name an incarnation as the list of gateways shows it")
            : TypedResults.Json(new RetiredView(gone.Value, closed), ApiJson.Default.RetiredView);
    }
}

/// <param name="Scopes">Where it is closed now.</param>
internal sealed record RetiredView(string Incarnation, IReadOnlyList<string> Scopes);

internal sealed record GatewaysView(IReadOnlyList<HeardGateway> Gateways);
