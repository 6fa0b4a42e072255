using BudgetMesh.Budgets;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Simulation.Month;

/// <summary>One team with a monthly cap and four tiers.</summary>
internal static class MonthMesh
{
    public static GatePlan Make(ScopePath team, Money cap, bool paced, Instant at)
    {
        var config = new MeshConfig
        {
            Deployments =
            [
                new DeploymentConfig { Id = "lab/large", Tier = "premium" },
                new DeploymentConfig { Id = "lab/medium", Tier = "standard" },
                new DeploymentConfig { Id = "lab/small", Tier = "economy" },
                new DeploymentConfig { Id = "own/tiny", Tier = "local" },
            ],
            Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["premium", "standard", "economy", "local"] } },
            Scopes = new Dictionary<string, ScopeConfig>
            {
                ["acme"] = new(),
                [team.Value] = new() { Budgets = [new BudgetConfig { Name = "month", Amount = $"{cap} USD", Period = "month", Pacing = paced ? "on" : "off" }] },
            },
        };
        var prices = PriceBook.Empty("made").WithOverlay(
        [
            new PriceOverlayConfig { Provider = "lab", Model = "large", InputMtok = "5", OutputMtok = "25" },
            new PriceOverlayConfig { Provider = "lab", Model = "medium", InputMtok = "3", OutputMtok = "15" },
            new PriceOverlayConfig { Provider = "lab", Model = "small", InputMtok = "0.25", OutputMtok = "2" },
            new PriceOverlayConfig { Provider = "own", Model = "tiny", InputMtok = "0.02", OutputMtok = "0.04" },
        ], "made");
        return MeshPlan.TryCompile(config, out var mesh, out var problems) && GatePlan.TryBind(mesh, 1, prices, at, out var plan, out problems)
            ? plan
            : throw new InvalidOperationException(string.Join("; ", problems));
    }
}
