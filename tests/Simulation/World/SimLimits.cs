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

    /// <summary>One of them raised or lowered.</summary>
    public SimLimits Edit(Random random)
    {
        long Other(long amount) => Math.Max(1, amount * random.Next(20, 300) / 100);
        return random.Next(4) switch
        {
            0 => this with { Requests = Other(Requests) },
            1 => this with { Concurrent = Other(Concurrent) },
            2 => this with { Tokens = Other(Tokens) },
            _ => this with { RequestsBurst = Other(RequestsBurst), TokensBurst = Math.Max(5_000, Other(TokensBurst)) },
        };
    }

    public IReadOnlyList<LimitConfig> OfRoot => [new LimitConfig { Rate = $"{Requests} requests per minute", Burst = $"{RequestsBurst}" }];

    public IReadOnlyList<LimitConfig> OfTeam => [new LimitConfig { Rate = $"{Concurrent} concurrent requests" }];

    public IReadOnlyList<LimitConfig> OfDeployment => [new LimitConfig { Rate = $"{Tokens} tokens per minute", Burst = $"{TokensBurst}" }];

    /// <summary>All limits of a mesh.</summary>
    public static IEnumerable<(RateOwnerId Owner, LimitPlan Limit)> In(MeshPlan mesh) =>
        mesh.Scopes.Values.SelectMany(static scope => scope.Limits, static (scope, limit) => (RateOwnerId.Of(scope.Path), limit))
            .Concat(mesh.Deployments.SelectMany(static deployment => deployment.Capacity, static (deployment, limit) => (RateOwnerId.OfDeployment(deployment.Id), limit)));

    /// <summary>The limits that a request of a scope meets that was sent to a deployment.</summary>
    public static IReadOnlyList<(RateOwnerId Owner, LimitPlan Limit)> Met(ScopePlan scope, DeploymentPlan deployment) =>
    [
        .. scope.LimitLevels.Select(static level => (RateOwnerId.Of(level.Scope), level.Limit)),
        .. deployment.Capacity.Select(limit => (RateOwnerId.OfDeployment(deployment.Id), limit)),
    ];
}
