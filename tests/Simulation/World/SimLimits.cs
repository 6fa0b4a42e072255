using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Simulation.World;

/// <summary>The limits of a seed: few enough that somebody is always short, with bursts from a single request to many.</summary>
/// <param name="Requests">A minute, of the tenant.</param>
/// <param name="Concurrent">Of one team at once.</param>
/// <param name="Tokens">A minute, of the dear deployment.</param>
public sealed record SimLimits(long Requests, long RequestsBurst, long Concurrent, long Tokens, long TokensBurst)
{
    public static SimLimits Draw(Random random) =>
        new(random.Next(30, 900), random.Next(1, 60), random.Next(1, 30), random.Next(20_000, 600_000), random.Next(5_000, 100_000));

    public IReadOnlyList<LimitConfig> OfRoot => [new LimitConfig { Rate = $"{Requests} requests per minute", Burst = $"{RequestsBurst}" }];

    public IReadOnlyList<LimitConfig> OfTeam => [new LimitConfig { Rate = $"{Concurrent} concurrent requests" }];

    public IReadOnlyList<LimitConfig> OfDeployment => [new LimitConfig { Rate = $"{Tokens} tokens per minute", Burst = $"{TokensBurst}" }];

    /// <summary>The limits that a request of a scope meets that was sent to a deployment.</summary>
    public static IReadOnlyList<(RateOwnerId Owner, LimitPlan Limit)> Met(ScopePlan scope, DeploymentPlan deployment) =>
    [
        .. scope.LimitLevels.Select(static level => (RateOwnerId.Of(level.Scope), level.Limit)),
        .. deployment.Capacity.Select(limit => (RateOwnerId.OfDeployment(deployment.Id), limit)),
    ];
}
