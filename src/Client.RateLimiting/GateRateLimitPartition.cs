using System.Threading.RateLimiting;
using BudgetMesh.Client;
using BudgetMesh.Routing;

namespace BudgetMesh.RateLimiting;

/// <summary>A limiter for each scope, task and priority: made at its first use, and let go of when it is idle. What it limits is the gate's, and stays.</summary>
public static class GateRateLimitPartition
{
    /// <summary>For policies of ASP.NET Core's rate limiting, and others that ask for a partition by request.</summary>
    /// <param name="permit">What one permit asks for; two that are equal share a limiter.</param>
    public static RateLimitPartition<Request> Of(Gate gate, in Request permit, GateRateLimiterOptions? options = null) =>
        RateLimitPartition.Get(permit, permit => new GateRateLimiter(gate, permit, options));

    /// <param name="permitOf">What one permit asks for, of whatever is limited.</param>
    public static PartitionedRateLimiter<TResource> CreateLimiter<TResource>(Gate gate, Func<TResource, Request> permitOf, GateRateLimiterOptions? options = null) =>
        PartitionedRateLimiter.Create<TResource, Request>(resource => Of(gate, permitOf(resource), options));
}
