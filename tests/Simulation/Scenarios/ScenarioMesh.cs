using BudgetMesh.Pricing;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Simulation.Scenarios;

/// <summary>Teams without budgets before one deployment: what runs out is only what renews.</summary>
internal static class ScenarioMesh
{
    public const string Model = "lab/large";

    private static readonly Instant At = Instant.FromUtc(2026, 11, 20, 12, 0);

    public static GatePlan Make(ScenarioOptions options, IReadOnlyList<string> capacity)
    {
        var config = new MeshConfig
        {
            Deployments = [new DeploymentConfig { Id = Model, Tier = "premium", Capacity = [.. capacity.Select(Limit)] }],
            Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["premium"] } },
            Scopes = new Dictionary<string, ScopeConfig>(options.Teams.Select(team => KeyValuePair.Create(team, new ScopeConfig()))) { ["acme"] = new() { Limits = [.. options.Limits.Select(Limit)] } },
            Reservations = options.Reserved is { } reserved
                ? [new ReservationConfig { Name = "reserved", Scope = options.Teams[0], Deployment = Model, Amounts = [reserved] }]
                : [],
            Defaults = new DefaultsConfig { HoldLifetime = "30s" },
        };
        var prices = PriceBook.Empty("made").WithOverlay([new PriceOverlayConfig { Provider = "lab", Model = "large", InputMtok = "5", OutputMtok = "25" }], "made");
        return MeshPlan.TryCompile(config, out var mesh, out var problems) && GatePlan.TryBind(mesh, 1, prices, At, out var plan, out problems)
            ? plan
            : throw new InvalidOperationException(string.Join("; ", problems));
    }

    /// <summary>What the owner goes by.</summary>
    public static RatePlan PlanOf(RateOwnerId owner, GatePlan plan)
    {
        var longest = plan.Mesh.Defaults.HoldLifetime.ToTimeSpan();
        if (owner.Kind == RateOwnerKind.Scope)
            return new RatePlan(plan.Mesh.Scopes[owner.Name].Limits, new Dictionary<string, RateShares>(), longest);
        var deployment = plan.Mesh.Deployments.Single(deployment => deployment.Id == owner.Name);
        var weights = plan.Mesh.Scopes.Values.Select(static scope => scope.Claimant).Distinct().ToDictionary(static claimant => claimant.Scope, static claimant => claimant.Weight);
        return new RatePlan(deployment.Capacity, deployment.Capacity.ToDictionary(static limit => limit.Name, limit => new RateShares(
            weights,
            deployment.Reservations.Where(reservation => reservation.Of(limit.Name) > 0).ToDictionary(
                static reservation => reservation.Scope,
                reservation => reservation.Of(limit.Name) * (limit.IsRate ? RateRules.MinutesPerHour : 1)))), longest);
    }

    private static LimitConfig Limit(string rate) => rate.Split("; burst ") is [var amount, var burst]
        ? new LimitConfig { Rate = amount, Burst = burst }
        : new LimitConfig { Rate = rate };
}
