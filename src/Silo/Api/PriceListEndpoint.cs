using System.Globalization;
using BudgetMesh.Grains;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>Puts a price list in force: JSON in the genai-prices format. <c>dry_run</c> and <c>after</c> as for the mesh.</summary>
internal sealed class PriceListEndpoint(PlanCatalog catalog)
{
    public async Task<IResult> ApplyAsync(HttpContext context)
    {
        var request = context.Request;
        var isDryRun = request.QueryFlag("dry_run");
        var after = request.QueryLong("after", 0);
        var list = await request.ReadBytesAsync();
        var before = catalog.Current;
        if (after is { } version && version != before.PriceVersion && isDryRun)
            return ApiProblem.Conflict($"version {version} of the price list is not the newest, which is {before.PriceVersion}");
        if (isDryRun)
            catalog.CheckPrices(list);
        var now = isDryRun ? before : await catalog.ApplyPricesAsync(list, after, context.User.Author());
        var providers = string.Create(CultureInfo.InvariantCulture, $"{before.PriceList.Providers.Length} providers → {now.PriceList.Providers.Length}");
        return TypedResults.Json(
            new AppliedView(now.PriceVersion, now.PriceVersion != before.PriceVersion, isDryRun, isDryRun ? [] : [providers]), ApiJson.Default.AppliedView);
    }
}
