using System.Threading.RateLimiting;
using BudgetMesh.Client.Tests.World;
using BudgetMesh.Holds;
using BudgetMesh.RateLimiting;
using BudgetMesh.Routing;

namespace BudgetMesh.Client.Extensions.Tests.RateLimiting;

/// <summary>What a gate's limiter does beyond what every limiter does.</summary>
public sealed class GateRateLimiterTests
{
    private const long InputNanoUsd = 5_000, OutputNanoUsd = 25_000;

    [Fact]
    public async Task A_lease_that_was_not_settled_costs_all_that_it_was_held_for_when_it_is_disposed_of()
    {
        await using var world = await GateWorld.StartAsync();
        using (var lease = await AcquireAsync(world, LimiterOf(world)))
            lease.IsAcquired.ShouldBeTrue();
        world.Gate.Counters.HoldsOpen.ShouldBe(0);
        SpentOf(world).ShouldBe(1_000 * InputNanoUsd + 1_000 * OutputNanoUsd);
    }

    [Fact]
    public async Task Permits_are_of_one_request_that_is_so_much_larger()
    {
        await using var world = await GateWorld.StartAsync();
        using (var lease = await AcquireAsync(world, LimiterOf(world), permits: 3))
            ((GateRateLimitLease)lease).Decision!.Value.Bound.NanoUsd.ShouldBe(3_000 * InputNanoUsd + 1_000 * OutputNanoUsd);
        SpentOf(world).ShouldBe(3_000 * InputNanoUsd + 1_000 * OutputNanoUsd);
    }

    [Fact]
    public async Task A_lease_that_was_settled_or_voided_costs_that_and_no_more_when_it_is_disposed_of()
    {
        await using var world = await GateWorld.StartAsync();
        var limiter = LimiterOf(world);
        using (var settled = (GateRateLimitLease)await AcquireAsync(world, limiter))
            settled.Settle(new TokenCount(10), new TokenCount(20)).Outcome.ShouldBe(SettleOutcome.Resolved);
        using (var voided = (GateRateLimitLease)await AcquireAsync(world, limiter))
            voided.Void();
        SpentOf(world).ShouldBe(10 * InputNanoUsd + 20 * OutputNanoUsd);
        world.Gate.Counters.HoldsOpen.ShouldBe(0);
        limiter.IdleDuration.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_spent_budget_refuses_without_a_time_and_at_once()
    {
        await using var world = await GateWorld.StartAsync(TestMesh.Of(runUsd: "0.002"));
        var refused = await AcquireAsync(world, LimiterOf(world));
        refused.IsAcquired.ShouldBeFalse();
        refused.TryGetMetadata(MetadataName.ReasonPhrase, out var reason).ShouldBeTrue();
        reason.ShouldBe("budget_exceeded");
        refused.TryGetMetadata(MetadataName.RetryAfter, out _).ShouldBeFalse();
        ((GateRateLimitLease)refused).Settle(new TokenCount(1), new TokenCount(1)).Outcome.ShouldBe(SettleOutcome.AlreadyResolved);
        SpentOf(world).ShouldBe(0);
    }

    [Fact]
    public async Task A_rate_that_is_used_up_refuses_with_the_time_at_which_to_come_again()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(scope: new LimitConfig { Rate = "60 requests per minute", Burst = "1" }));
        var limiter = LimiterOf(world, patience: TimeSpan.Zero);
        (await AcquireAsync(world, limiter)).IsAcquired.ShouldBeTrue();
        var refused = await AcquireAsync(world, limiter);
        refused.IsAcquired.ShouldBeFalse();
        refused.TryGetMetadata(MetadataName.ReasonPhrase, out var reason).ShouldBeTrue();
        reason.ShouldBe("rate_limited");
        refused.TryGetMetadata(MetadataName.RetryAfter, out var wait).ShouldBeTrue();
        wait.ShouldBeInRange(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1_010));
    }

    [Fact]
    public async Task A_wait_lasts_until_the_rate_has_renewed_where_there_is_patience_for_it()
    {
        await using var world = await GateWorld.StartAsync(LimitMesh.Of(scope: new LimitConfig { Rate = "60 requests per minute", Burst = "1" }));
        var limiter = LimiterOf(world, patience: TimeSpan.FromSeconds(3));
        (await AcquireAsync(world, limiter)).IsAcquired.ShouldBeTrue();
        var began = world.Clock.Now;
        (await AcquireAsync(world, limiter)).IsAcquired.ShouldBeTrue();
        (world.Clock.Now - began).ShouldBeInRange(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task An_attempt_that_finds_no_slice_has_it_fetched_for_the_next()
    {
        await using var world = await GateWorld.StartAsync();
        var limiter = LimiterOf(world);
        using var undecided = limiter.AttemptAcquire();
        undecided.IsAcquired.ShouldBeFalse();
        undecided.TryGetMetadata(MetadataName.ReasonPhrase, out var reason).ShouldBeTrue();
        reason.ShouldBe("undecided");
        undecided.TryGetMetadata(MetadataName.RetryAfter, out _).ShouldBeTrue();
        ((GateRateLimitLease)undecided).Decision.ShouldBeNull();
        await world.Pass(() => limiter.AttemptAcquire().IsAcquired);
    }

    [Fact]
    public async Task A_lease_is_found_through_leases_that_are_around_it()
    {
        await using var world = await GateWorld.StartAsync();
        var chained = RateLimiter.CreateChained(LimiterOf(world), new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1 }));
        using (var lease = await world.Pass(chained.AcquireAsync().AsTask()))
        {
            lease.ShouldNotBeOfType<GateRateLimitLease>();
            lease.TryGetMetadata(GateRateLimitLease.Itself, out var held).ShouldBeTrue();
            held!.Settle(new TokenCount(1), TokenCount.Zero).IsDone.ShouldBeTrue();
        }

        SpentOf(world).ShouldBe(InputNanoUsd);
    }

    [Fact]
    public async Task A_limiter_by_scope_refuses_one_and_lets_the_other_through()
    {
        await using var world = await GateWorld.StartAsync(TestMesh.Of(runUsd: "0.002"));
        await using var limiter = GateRateLimitPartition.CreateLimiter<ScopePath>(world.Gate, scope => TestMesh.Asked with { Scope = scope });
        (await world.Pass(limiter.AcquireAsync(TestMesh.Run).AsTask())).IsAcquired.ShouldBeFalse();
        (await world.Pass(limiter.AcquireAsync(TestMesh.Team).AsTask())).IsAcquired.ShouldBeTrue();
        limiter.GetStatistics(TestMesh.Run)!.TotalFailedLeases.ShouldBe(1);
        limiter.GetStatistics(TestMesh.Team)!.TotalSuccessfulLeases.ShouldBe(1);
    }

    [Fact]
    public async Task A_gate_that_has_ended_refuses()
    {
        var world = await GateWorld.StartAsync();
        var limiter = LimiterOf(world);
        await world.DisposeAsync();
        var refused = await AcquireAsync(world, limiter);
        refused.TryGetMetadata(MetadataName.ReasonPhrase, out var reason).ShouldBeTrue();
        (refused.IsAcquired, reason).ShouldBe((false, "not_ready"));
    }

    [Fact]
    public async Task A_permit_of_no_tokens_and_negative_options_are_refused_as_arguments()
    {
        await using var world = await GateWorld.StartAsync();
        Should.Throw<ArgumentOutOfRangeException>(() => new GateRateLimiter(world.Gate, TestMesh.Asked with { InputTokens = TokenCount.Zero }));
        Should.Throw<ArgumentOutOfRangeException>(() => new GateRateLimiter(world.Gate, TestMesh.Asked, new GateRateLimiterOptions { QueueLimit = -1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new GateRateLimiter(world.Gate, TestMesh.Asked, new GateRateLimiterOptions { QueuePatience = TimeSpan.FromTicks(-1) }));
        Should.Throw<ArgumentNullException>(() => new GateRateLimiter(null!, TestMesh.Asked));
    }

    private static GateRateLimiter LimiterOf(GateWorld world, TimeSpan? patience = null) =>
        new(world.Gate, TestMesh.Asked, new GateRateLimiterOptions { Time = world.Clock, QueuePatience = patience ?? TimeSpan.FromSeconds(2) });

    private static Task<RateLimitLease> AcquireAsync(GateWorld world, GateRateLimiter limiter, int permits = 1) => world.Pass(limiter.AcquireAsync(permits).AsTask());

    private static long SpentOf(GateWorld world) => world.Gate.Slices().First(slice => slice.Scope == TestMesh.Run).Counters.Spent;
}
