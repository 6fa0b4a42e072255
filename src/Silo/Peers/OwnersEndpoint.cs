using BudgetMesh.Lending;
using BudgetMesh.Rates;
using BudgetMesh.Silo.Api;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo;

/// <summary>What other silos ask of the owners here, for an admin who has asked them.</summary>
internal sealed class OwnersEndpoint(OwnersAnywhere owners)
{
    public async Task<IResult> ReadAsync(HttpRequest request)
    {
        var asked = await request.ReadJsonAsync(PeerJson.Default.ScopesAsked);
        return TypedResults.Json(new BooksAnswered(await owners.ReadAsync(request.HttpContext, Scopes(asked.Scopes))), PeerJson.Default.BooksAnswered);
    }

    public async Task<IResult> RetireAsync(HttpRequest request)
    {
        var asked = await request.ReadJsonAsync(PeerJson.Default.RetireAsked);
        return TypedResults.Json(new RetireAnswered(await owners.RetireAsync(request.HttpContext, Incarnation(asked.Incarnation), Scopes(asked.Scopes))), PeerJson.Default.RetireAnswered);
    }

    public async Task<IResult> AdjustAsync(HttpRequest request)
    {
        var asked = await request.ReadJsonAsync(PeerJson.Default.AdjustAsked);
        return TypedResults.Json(await owners.AdjustAsync(request.HttpContext, RequestReading.Scope(asked.Scope), asked.Wish), PeerJson.Default.AdjustmentAnswer);
    }

    public async Task<IResult> UnfreezeAsync(HttpRequest request)
    {
        var asked = await request.ReadJsonAsync(PeerJson.Default.ScopesAsked);
        var books = await Task.WhenAll(Scopes(asked.Scopes).Select(scope => owners.UnfreezeAsync(request.HttpContext, scope)));
        return TypedResults.Json(new BooksAnswered(books), PeerJson.Default.BooksAnswered);
    }

    public async Task<IResult> ReadLimitsAsync(HttpRequest request)
    {
        var asked = await request.ReadJsonAsync(PeerJson.Default.LimitsAsked);
        return TypedResults.Json(new LimitsAnswered(await owners.ReadLimitsAsync(request.HttpContext, [.. asked.Owners.Select(Id)])), PeerJson.Default.LimitsAnswered);
    }

    private static string Incarnation(string name)
    {
        try
        {
            return new Incarnation(name).Value;
        }
        catch (FormatException malformed)
        {
            throw new BadRequestException($"incarnation: {malformed.Message}");
        }
    }

    private static RateOwnerId Id(LimitsName? name)
    {
        if (name is null)
            throw new BadRequestException("owners: null is no owner");
        try
        {
            return new RateOwnerId(RateMapping.Kinds.ToCore(name.Kind), name.Name);
        }
        catch (FormatException unknown)
        {
            throw new BadRequestException($"kind: {unknown.Message}");
        }
    }

    private static ScopePath[] Scopes(IReadOnlyList<string> names) => [.. names.Select(RequestReading.Scope)];
}
