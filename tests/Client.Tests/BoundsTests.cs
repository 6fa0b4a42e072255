using BudgetMesh.Bounds;
using BudgetMesh.Client.Tests.World;
using BudgetMesh.Routing;

namespace BudgetMesh.Client.Tests;

public sealed class BoundsTests
{
    private static readonly Request Unbound = new(TestMesh.Run, new TokenCount(1_000));
    private static readonly BoundKey Key = new(TestMesh.Run.Value, "", "best");

    private static MeshConfig Learning => TestMesh.Of() with { Defaults = new DefaultsConfig { OutputBound = "learned" } };

    [Fact]
    public async Task What_answers_were_like_becomes_the_bound_of_the_next()
    {
        await using var world = await GateWorld.StartAsync(Learning);
        await ServeAsync(world, BoundRules.AnswersLeast - 1);
        await world.Pass(() => world.Silo.Known(Key).Answers == BoundRules.AnswersLeast - 1);
        Last(world).OutputBoundBy.ShouldBe(OutputBoundBy.Cold);

        await ServeAsync(world, 1);
        await world.Pass(() => Last(world).OutputBoundBy == OutputBoundBy.Learned);

        Last(world).OutputBound.Value.ShouldBe(259); // 1.25 × the end of the bucket of 200
    }

    [Fact]
    public async Task What_the_silo_knows_is_known_from_the_first_request_on_where_the_scope_is_prefetched()
    {
        await using var first = await GateWorld.StartAsync(Learning);
        first.Silo.Gateways = 16;
        first.Silo.Bounds.Merge(new LengthsSeen(Key, [new BucketCount(LengthBuckets.IndexOf(100), 2_000), new BucketCount(LengthBuckets.IndexOf(90_000), 1)]));

        await using var next = await first.ConnectAsync(options => options with { Name = "next", Prefetch = [TestMesh.Run] });

        next.TryDecide(Unbound, out var decision).ShouldBeTrue();
        (decision.OutputBound.Value, decision.OutputBoundBy).ShouldBe((206, OutputBoundBy.Learned), "twice the common length with 16 gateways");
        next.Void(decision);
    }

    [Fact]
    public async Task A_silo_that_is_away_costs_what_there_is_to_learn_and_is_told_later()
    {
        await using var world = await GateWorld.StartAsync(Learning);
        await ServeAsync(world, 1);
        world.Silo.IsAway = true;
        var served = 1;
        while (served < 4 && world.Gate.TryDecide(Unbound, out var decision) && decision.IsAllowed)
        {
            world.Gate.Settle(decision, Unbound.InputTokens, new TokenCount(200));
            served++;
        }

        served.ShouldBeGreaterThan(1);
        world.Silo.IsAway = false;
        await world.Pass(() => world.Silo.Known(Key).Answers == served, stepMs: 200);
    }

    [Fact]
    public async Task Deciding_by_what_was_learned_allocates_nothing()
    {
        await using var world = await GateWorld.StartAsync(Learning);
        await ServeAsync(world, BoundRules.AnswersLeast);
        await world.Pass(() => Last(world).OutputBoundBy == OutputBoundBy.Learned);
        DecideAndSettle(world.Gate, 2_000);

        // As in AllocationTests: the best of a few attempts is what it costs.
        Enumerable.Range(0, 5).Min(_ => DecideAndSettle(world.Gate, 100)).ShouldBe(0);
    }

    private static async Task ServeAsync(GateWorld world, int requests)
    {
        var served = 0;
        // A request that has to wait has the slices fetched; the next is served from them.
        (await world.Gate.LeaseAsync(Unbound)).Void();
        await world.Pass(() =>
        {
            while (served < requests && world.Gate.TryDecide(Unbound, out var decision) && decision.IsAllowed)
            {
                world.Gate.Settle(decision, Unbound.InputTokens, new TokenCount(200));
                served++;
            }

            return served == requests;
        });
    }

    /// <summary>What would be decided now; nothing is sent.</summary>
    private static Decision Last(GateWorld world)
    {
        if (world.Gate.TryDecide(Unbound, out var decision))
            world.Gate.Void(decision);
        return decision;
    }

    private static long DecideAndSettle(Gate gate, int times)
    {
        var asked = Unbound with { Task = "chat" };
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
        {
            if (gate.TryDecide(i % 2 == 0 ? Unbound : asked, out var decision))
                gate.Settle(decision, Unbound.InputTokens, new TokenCount(200));
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
