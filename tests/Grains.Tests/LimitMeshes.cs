using BudgetMesh.Pricing;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Grains.Tests;

/// <summary>A team with limits, and a deployment with a capacity.</summary>
internal static class LimitMeshes
{
    public const string Requests = "requests", Concurrent = "concurrent", Model = "lab/best";

    public static readonly RateOwnerId Team = RateOwnerId.Of(Meshes.Team), Deployment = RateOwnerId.OfDeployment(Model);

    /// <param name="perMinute">Requests, of the team and of the deployment.</param>
    public static MeshConfig Of(long perMinute = 600, long burst = 100, long concurrent = 10, params ReservationConfig[] reservations) => new()
    {
        Deployments = [new DeploymentConfig { Id = Model, Tier = "premium", Capacity = [Rate(perMinute, burst)] }],
        Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["premium"] } },
        Scopes = new Dictionary<string, ScopeConfig>
        {
            ["acme"] = new(),
            [Meshes.Team.Value] = new() { Limits = [Rate(perMinute, burst), new LimitConfig { Rate = $"{concurrent} concurrent requests" }] },
            ["acme/ads"] = new(),
        },
        Reservations = reservations.Length == 0 ? null : reservations,
        Prices = new PricesConfig { Overlay = [new PriceOverlayConfig { Provider = "lab", Model = "best", InputMtok = "1", OutputMtok = "1" }] },
    };

    private static LimitConfig Rate(long perMinute, long burst) => new() { Rate = $"{perMinute} requests per minute", Burst = $"{burst}" };
}
