using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using BudgetMesh.Tests.Lending;
using NodaTime;

namespace BudgetMesh.Tests.Policies;

/// <summary>Four tiers and the scopes of <see cref="LendingRig"/>; rules as a test wants them.</summary>
internal static class PolicyMesh
{
    public static readonly IReadOnlyList<string> Ids = ["lab/best", "lab/middle", "lab/small", "home/own"];

    public static MeshConfig Config(IReadOnlyList<PolicyConfig>? everywhere = null, IReadOnlyList<PolicyConfig>? team = null, string teamCap = "10 USD", string pacing = "off") => new()
    {
        Deployments =
        [
            new() { Id = "lab/best", Tier = "premium" },
            new() { Id = "lab/middle", Tier = "standard" },
            new() { Id = "lab/small", Tier = "economy" },
            new() { Id = "home/own", Tier = "local" },
        ],
        Ladders = new Dictionary<string, LadderConfig>
        {
            ["default"] = new() { Rungs = ["premium", "standard", "economy", "local"], Thresholds = [new() { At = "50%", Start = "standard" }, new() { At = "80%", Start = "economy", Back = "60%" }] },
            ["background"] = new() { Rungs = ["economy", "local"] },
            ["best"] = new() { Rungs = ["premium"] },
        },
        Scopes = new Dictionary<string, ScopeConfig>
        {
            [LendingRig.Tenant.Value] = new() { Budgets = [new() { Name = "month", Amount = "1000 USD", Period = "month" }] },
            [LendingRig.Team.Value] = new() { Budgets = [new() { Name = "day", Amount = teamCap, Period = "day", Pacing = pacing }], Policies = team },
        },
        Policies = everywhere,
        Defaults = new() { HoldLifetime = "60s", OutputBound = "1000" },
    };

    public static GatePlan Plan(MeshConfig config)
    {
        var prices = PriceBook.Empty("p1").WithOverlay(
        [
            new() { Provider = "lab", Model = "best", InputMtok = "5", OutputMtok = "25", ContextWindow = "200000" },
            new() { Provider = "lab", Model = "middle", InputMtok = "3", OutputMtok = "15" },
            new() { Provider = "lab", Model = "small", InputMtok = "0.5", OutputMtok = "2", ContextWindow = "50000" },
            new() { Provider = "home", Model = "own", InputMtok = "0.02", OutputMtok = "0.04", ContextWindow = "30000" },
        ], "p1");
        GatePlan.TryBind(MeshSample.Compile(config), 1, prices, Instant.FromUtc(2026, 11, 20, 12, 0), out var plan, out var problems).ShouldBeTrue(string.Join("; ", problems));
        return plan!;
    }

    public static DryUse Used(int permille) => new(permille, Instant.FromUtc(2026, 11, 20, 12, 0));

    public static LendingRig Rig(MeshConfig config)
    {
        var rig = new LendingRig();
        rig.Apply(Plan(config));
        return rig;
    }

    public static Request Request(long inputTokens = 1000) => new(LendingRig.Team, new TokenCount(inputTokens)) { OutputBound = new TokenCount(1000) };
}
