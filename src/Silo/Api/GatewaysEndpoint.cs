using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>Which gateways sync with this silo.</summary>
internal sealed class GatewaysEndpoint(GatewayRegistry gateways)
{
    public IResult List() => TypedResults.Json(new GatewaysView(gateways.List()), ApiJson.Default.GatewaysView);
}

internal sealed record GatewaysView(IReadOnlyList<HeardGateway> Gateways);
