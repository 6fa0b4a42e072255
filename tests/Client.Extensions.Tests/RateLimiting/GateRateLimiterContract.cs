using System.Threading.RateLimiting;
using BudgetMesh.Client.Tests.World;
using BudgetMesh.RateLimiting;
using BudgetMesh.Routing;

namespace BudgetMesh.Client.Extensions.Tests.RateLimiting;

/// <summary>A gate whose scope may have as many requests under way as the suite has room for.</summary>
public sealed class GateRateLimiterContract : RateLimiterContract
{
    private GateWorld _world = null!;

    protected override int PermitsMost => 1_000_000;

    protected override async Task<RateLimiter> StartAsync()
    {
        _world = await GateWorld.StartAsync(LimitMesh.Of(scope: new LimitConfig { Rate = $"{Room} concurrent requests" }, hasBudgets: false));
        // The slices are fetched before the suite begins.
        using (var first = new GateRateLimiter(_world.Gate, TestMesh.Asked))
            await _world.Pass(() => first.AttemptAcquire(0).IsAcquired);
        return new GateRateLimiter(_world.Gate, TestMesh.Asked, new GateRateLimiterOptions { QueueLimit = QueueLimit, QueuePatience = TimeSpan.FromMinutes(1), Time = _world.Clock });
    }

    protected override async Task EndAsync() => await _world.DisposeAsync();

    protected override Task<T> Pass<T>(Task<T> task) => _world.Pass(task);
}
