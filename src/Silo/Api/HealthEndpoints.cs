using BudgetMesh.Grains;
using BudgetMesh.Storage;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace BudgetMesh.Silo.Api;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal sealed class HealthEndpoints(IMeshStore store, PlanCatalog catalog, TimeProvider clock)
{
    public static IResult Live() => TypedResults.Json(new HealthView("live", null, null), ApiJson.Default.HealthView);

    /// <summary>Ready: the store takes writes. After a failed one it is tried here, for perhaps nobody else writes any more.</summary>
    public async Task<IResult> ReadyAsync()
    {
        if (store.Failure is not null)
            await TryWriteAsync();
        if (store.Failure is { } failure)
            return ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, "Not ready", failure.Message);
        var current = catalog.Current;
        return TypedResults.Json(new HealthView("ready", current.MeshVersion, current.PriceVersion), ApiJson.Default.HealthView);
    }

    private async Task TryWriteAsync()
    {
        try
        {
            // A transaction that changes nothing: there is no key without a name.
            await store.Keys.RevokeAsync("", Instant.FromDateTimeOffset(clock.GetUtcNow()));
        }
        catch (StoreUnavailableException)
        {
            // The store remembers it as its failure.
        }
    }
}

/// <param name="PlanVersion">0 before a mesh was applied.</param>
internal sealed record HealthView(string Status, long? PlanVersion, long? PriceVersion);
