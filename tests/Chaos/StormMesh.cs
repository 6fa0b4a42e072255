using System.Collections.Immutable;
using BudgetMesh.Budgets;
using BudgetMesh.Cli;
using BudgetMesh.Pricing;
using BudgetMesh.Replay;
using BudgetMesh.Routing;

namespace BudgetMesh.Chaos;

/// <summary>A tenant and three teams who ask equally often; their caps are met in the middle of a run, towards its end, and never.</summary>
internal static class StormMesh
{
    private static readonly ScopePath Tenant = ScopePath.Parse("acme"), Chat = ScopePath.Parse("acme/chat"), Agents = ScopePath.Parse("acme/agents"), Search = ScopePath.Parse("acme/search");

    /// <summary>Caps in parts of what a run would cost with the best model alone, of which each team asks for a third.</summary>
    private const decimal TenantShare = 0.7m, ChatShare = 0.4m / 3, AgentsShare = 0.8m / 3, SearchShare = 1;

    public static ImmutableArray<ScopePath> Payers => [Chat, Agents, Search];

    public static ImmutableArray<ScopePath> Scopes => [Tenant, .. Payers];

    public static MeshInput Of(StormOptions options)
    {
        var best = Read(Of(Money.Parse("1"))).Bound.Ladders["default"].Rungs[0];
        var asked = options.Traffic.Requests.Count(request => options.Speed.Scale(request.Arrival) < options.Length);
        return Read(Of(CapShare.WholeCost(options.Traffic, best, Math.Max(1, asked))));
    }

    private static MeshInput Read(MeshConfig mesh) => MeshInput.Of(mesh, priceList: null, "the mesh of the storm");

    private static MeshConfig Of(Money whole) => new()
    {
        Deployments =
        [
            new DeploymentConfig { Id = "lab/best", Tier = "premium" },
            new DeploymentConfig { Id = "lab/middle", Tier = "standard" },
            new DeploymentConfig { Id = "lab/small", Tier = "economy" },
        ],
        Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["premium", "standard", "economy"] } },
        Scopes = new Dictionary<string, ScopeConfig>
        {
            [Tenant.Value] = new() { Budgets = [Budget("month", whole, TenantShare)] },
            [Chat.Value] = new() { Budgets = [Budget("month", whole, ChatShare)] },
            [Agents.Value] = new() { Budgets = [Budget("month", whole, AgentsShare)] },
            // Two budgets in one row; the hour may end in the middle of the run.
            [Search.Value] = new() { Budgets = [Budget("month", whole, SearchShare), Budget("hour", whole, SearchShare)] },
        },
        Prices = new PricesConfig
        {
            Overlay =
            [
                new PriceOverlayConfig { Provider = "lab", Model = "best", InputMtok = "5", OutputMtok = "25" },
                new PriceOverlayConfig { Provider = "lab", Model = "middle", InputMtok = "3", OutputMtok = "15" },
                new PriceOverlayConfig { Provider = "lab", Model = "small", InputMtok = "0.25", OutputMtok = "2" },
            ],
        },
        Defaults = new DefaultsConfig { OutputBound = "learned" },
    };

    private static BudgetConfig Budget(string period, Money whole, decimal share) => new() { Name = period, Amount = $"{CapShare.Of(whole, share)} USD", Period = period };
}
