using System.Text;
using BudgetMesh.Grains;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>What gates decide by, by version. A version never changes, so whoever has it need not ask again.</summary>
internal sealed class CatalogEndpoints(PlanCatalog catalog)
{
    public async Task<IResult> PlanAsync(long version, HttpResponse response, CancellationToken cancellation)
    {
        if (await catalog.ReadMeshAsync(version, cancellation) is not { } mesh)
            return ApiProblem.NotFound($"there is no version {version} of the mesh; the newest is {catalog.Current.MeshVersion}");
        KeepForGood(response);
        return TypedResults.Json(new PlanDocument(version, mesh), WireJson.Default.PlanDocument);
    }

    public async Task<IResult> PricesAsync(long version, HttpResponse response, CancellationToken cancellation)
    {
        if (await catalog.ReadPricesAsync(version, cancellation) is not { } text)
            return ApiProblem.NotFound($"there is no version {version} of the price list; the newest is {catalog.Current.PriceVersion}");
        KeepForGood(response);
        return TypedResults.Text(text, "application/json", Encoding.UTF8);
    }

    private static void KeepForGood(HttpResponse response) => response.Headers.CacheControl = "private, max-age=31536000, immutable";
}
