using BudgetMesh.Budgets;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;

namespace BudgetMesh.Client.Tests.World;

/// <summary>Three levels with a budget each, three rungs: 1,000 tokens in and 1,000 out cost 0.03, 0.018 and 0.003 USD.</summary>
public static class TestMesh
{
    public const string Best = "lab/best", Middle = "lab/middle", Small = "lab/small";

    public static readonly ScopePath Root = ScopePath.Parse("acme"), Team = ScopePath.Parse("acme/chat"), Run = ScopePath.Parse("acme/chat/run");

    public static readonly Request Asked = new(Run, new TokenCount(1_000)) { OutputBound = new TokenCount(1_000) };

    public static MeshConfig Of(string rootUsd = "10000", string runUsd = "10000", string lifetime = "10m", string? bestOutputMtok = null) => new()
    {
        Deployments =
        [
            new DeploymentConfig { Id = Best, Tier = "premium", ApiFlavor = "chat" },
            new DeploymentConfig { Id = Middle, Tier = "standard", ApiFlavor = "chat" },
            new DeploymentConfig { Id = Small, Tier = "economy", ApiFlavor = "chat" },
        ],
        Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["premium", "standard", "economy"] } },
        Scopes = new Dictionary<string, ScopeConfig>
        {
            [Root.Value] = new() { Budgets = [Month(rootUsd)] },
            [Team.Value] = new() { Budgets = [Month("10000")] },
            [Run.Value] = new() { Budgets = [Month(runUsd)] },
        },
        Prices = new PricesConfig
        {
            Overlay =
            [
                new PriceOverlayConfig { Provider = "lab", Model = "best", InputMtok = "5", OutputMtok = bestOutputMtok ?? "25" },
                new PriceOverlayConfig { Provider = "lab", Model = "middle", InputMtok = "3", OutputMtok = "15" },
                new PriceOverlayConfig { Provider = "lab", Model = "small", InputMtok = "0.5", OutputMtok = "2.5" },
            ],
        },
        Defaults = new DefaultsConfig { HoldLifetime = lifetime },
    };

    private static BudgetConfig Month(string usd) => new() { Name = "month", Amount = $"{usd} USD", Period = "month" };
}
