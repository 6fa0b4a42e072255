using BudgetMesh.Budgets;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Simulation.World;

/// <summary>The mesh of a seed: three levels and more, several units and windows, caps from a handful of bounds to hundreds, scopes that requests make.</summary>
public static class SimMesh
{
    public const string Premium = "lab/large", Economy = "lab/small";

    private static readonly PriceBook Prices = PriceBook.Empty("p1").WithOverlay(
    [
        new PriceOverlayConfig { Provider = "lab", Model = "large", InputMtok = "5", OutputMtok = "25" },
        new PriceOverlayConfig { Provider = "lab", Model = "small", InputMtok = "0.5", OutputMtok = "2" },
    ], "p1");

    private static readonly PolicyConfig SecretStays = new() { Name = "secret-stays", Match = new MatchConfig { DataClass = ["secret"] }, Only = [Economy] };

    private static readonly PolicyConfig[] Policies =
    [
        new PolicyConfig { Name = "review-needs-best", Match = new MatchConfig { Task = ["review"], Caller = ["agent-*"] }, Floor = "premium" },
        new PolicyConfig { Name = "batch", Match = new MatchConfig { Priority = ["batch"] }, Start = "economy" },
        new PolicyConfig { Name = "long-inputs", Match = new MatchConfig { ContextOver = "2000" }, Ladder = "only-best", Shadow = "true" },
    ];

    public static readonly ScopePath Root = ScopePath.Parse("acme"), TeamA = ScopePath.Parse("acme/a"), TeamB = ScopePath.Parse("acme/b"), Run = ScopePath.Parse("acme/a/run");

    /// <summary>Where requests come from.</summary>
    public static IReadOnlyList<ScopePath> Payers { get; } =
    [
        TeamA, TeamA, TeamB, TeamB, Run, Root, ScopePath.Parse("acme/b/somebody"),
        .. from path in (string[])["acme/a/run-1", "acme/a/run-2", "acme/b/run-1", "acme/b/user-1", "acme/b/user-1/run-1", "acme/b/user-1/run-2", "acme/a/run-1/step"] select ScopePath.Parse(path),
    ];

    public static GatePlan Plan(long version, long rootCents, long teamCents, long runCents, long tokens, long requests, Instant at, SimLimits? limits = null)
    {
        BudgetConfig Usd(long cents, string period, string enforcement = "hard") =>
            new() { Name = "usd", Amount = $"{new Money(cents * (Money.NanosPerUsd / 100))} USD", Period = period, Enforcement = enforcement };
        var config = new MeshConfig
        {
            Deployments =
            [
                new DeploymentConfig { Id = Premium, Provider = "lab", Model = "large", Tier = "premium", Capacity = limits?.OfDeployment },
                new DeploymentConfig { Id = Economy, Provider = "lab", Model = "small", Tier = "economy" },
            ],
            Ladders = new Dictionary<string, LadderConfig>
            {
                ["default"] = new() { Rungs = ["premium", "economy"], Thresholds = [new ThresholdConfig { At = "80%", Start = "economy" }] },
                ["only-best"] = new() { Rungs = ["premium"] },
            },
            Scopes = new Dictionary<string, ScopeConfig>
            {
                [Root.Value] = new() { Budgets = [Usd(rootCents, "hour"), new BudgetConfig { Name = "requests", Amount = $"{requests} requests", Period = "day" }], Limits = limits?.OfRoot },
                [TeamA.Value] = new() { Budgets = [Usd(teamCents, "hour"), new BudgetConfig { Name = "tokens", Amount = $"{tokens} tokens", Period = "hour" }], Limits = limits?.OfTeam },
                [TeamB.Value] = new() { Budgets = [Usd(teamCents, "day"), new BudgetConfig { Name = "tokens", Amount = "1000 tokens", Period = "month", Enforcement = "soft" }], Policies = [SecretStays] },
                [Run.Value] = new() { Budgets = [Usd(runCents, "total")], Ladder = "only-best" },
                ["acme/*/run-*"] = new() { Budgets = [Usd(runCents, "total")] },
                ["acme/*/user-*"] = new() { Budgets = [Usd(teamCents, "hour"), new BudgetConfig { Name = "requests", Amount = "40 requests", Period = "day" }] },
                ["acme/b/user-*/run-*"] = new() { Budgets = [Usd(runCents, "total")] },
            },
            Policies = Policies,
            Defaults = new DefaultsConfig { HoldLifetime = "1s", OutputBound = "400" },
        };
        if (!MeshPlan.TryCompile(config, out var mesh, out var problems) || !GatePlan.TryBind(mesh, version, Prices, at, out var plan, out problems))
            throw new InvalidOperationException(string.Join("; ", problems));
        return plan;
    }
}
