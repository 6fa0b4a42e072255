using System.Threading.RateLimiting;

namespace BudgetMesh.Client.Extensions.Tests.RateLimiting;

/// <summary>Holds the suite itself to what .NET's own limiter does.</summary>
public sealed class ConcurrencyLimiterContract : RateLimiterContract
{
    protected override int PermitsMost => Room;

    protected override Task<RateLimiter> StartAsync() =>
        Task.FromResult<RateLimiter>(new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = Room, QueueLimit = QueueLimit, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));

    protected override Task EndAsync() => Task.CompletedTask;

    protected override Task<T> Pass<T>(Task<T> task) => task;
}
