using BudgetMesh.Grains.Tests;
using BudgetMesh.Lending;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.Extensions.DependencyInjection;
using Orleans.GrainDirectory;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace BudgetMesh.Cluster.Tests;

public sealed class OwnerFaultTests
{
    private const long Cap = 1_000;

    [Fact]
    public async Task One_owner_answers_through_every_silo()
    {
        await using var cluster = await TestCluster.StartAsync(Meshes.WithCap(Cap));
        var gates = Gates(9);

        await Task.WhenAll(gates.Select((gate, number) => gate.AskAsync(TestCluster.TeamVia(cluster.Silos[number % 3]), 5)));

        gates.ShouldAllBe(static gate => gate.Granted == 5 && gate.Last!.Epoch == 1);
        cluster.SiloOfTeam();
        await cluster.ShouldBeKeptAsync(gates);
    }

    [Fact]
    public async Task What_an_owner_refuses_is_told_through_every_silo()
    {
        await using var cluster = await TestCluster.StartAsync(Meshes.WithCap(Cap));
        var malformed = new TestGate("gate-1", Meshes.Team).Report(1) with { Incarnation = "" };

        foreach (var silo in cluster.Silos)
            (await Should.ThrowAsync<FormatException>(TestCluster.TeamVia(silo).SyncAsync(malformed, CancellationToken.None).AsTask())).Message.ShouldContain("incarnation");
    }

    [Fact]
    public async Task Two_owners_at_once_lend_the_cap_once()
    {
        await using var cluster = await TestCluster.StartAsync(Meshes.WithCap(40));
        var gates = Gates(60);
        await gates[0].AskAsync(TestCluster.TeamVia(cluster.Silos[0]), 1);
        var first = cluster.SiloOfTeam();
        await LoseFromDirectoryAsync(cluster);
        var second = await ActivateElsewhereAsync(cluster, first);

        await Task.WhenAll(gates.Select((gate, number) => AskUntilAnsweredAsync(gate, number % 2 == 0 ? [first, second] : [second, first], 1)));

        gates.Sum(static gate => gate.Granted).ShouldBe(40);
        gates.Max(static gate => gate.Last!.Epoch).ShouldBeGreaterThan(1);
        await cluster.ShouldBeKeptAsync(gates);
    }

    [Fact]
    public async Task A_store_that_answers_after_a_timeout_has_lent_once()
    {
        await using var cluster = await TestCluster.StartAsync(Meshes.WithCap(Cap), patience: TimeSpan.FromMilliseconds(200));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(TestCluster.TeamVia(cluster.Silos[0]), 1);
        var held = new TaskCompletionSource();
        cluster.Books.NextWrites.Enqueue(async (write, store) =>
        {
            await held.Task;
            await store.WriteAsync(write);
            return WriteOutcome.Unknown;
        });

        (await gate.AskAsync(TestCluster.TeamVia(cluster.Silos[1]), 7)).Status.ShouldBe(WireMapping.Unavailable);
        held.SetResult();
        await AskUntilAnsweredAsync(gate, cluster.Silos, 7);

        gate.Granted.ShouldBe(7);
        await cluster.ShouldBeKeptAsync([gate]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_killed_in_the_middle_of_a_grant_has_lent_it_once_or_not_at_all(bool hasLanded)
    {
        await using var cluster = await TestCluster.StartAsync(Meshes.WithCap(Cap));
        var gates = Gates(8);
        await Task.WhenAll(gates.Select(gate => gate.AskAsync(TestCluster.TeamVia(cluster.Silos[0]), 3)));
        var victim = cluster.SiloOfTeam();
        var others = cluster.Silos.Where(silo => silo != victim).ToList();
        var (begun, held) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var late = new TaskCompletionSource<WriteOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Books.NextWrites.Enqueue(async (write, store) =>
        {
            if (hasLanded)
                late.SetResult(await store.WriteAsync(write));
            begun.SetResult();
            await held.Task;
            if (!hasLanded)
                late.SetResult(await store.WriteAsync(write));
            return await late.Task;
        });

        var asking = gates.Select(gate => AskUntilAnsweredAsync(gate, others, 10)).ToList();
        await begun.Task;
        await cluster.KillAsync(victim);
        await Task.WhenAll(asking);
        held.SetResult();

        (await late.Task).ShouldBe(hasLanded ? WriteOutcome.Written : WriteOutcome.Conflict);
        gates.ShouldAllBe(static gate => gate.Granted == 10);
        cluster.SiloOfTeam().ShouldNotBe(victim);
        await cluster.ShouldBeKeptAsync(gates);
    }

    [Fact]
    public async Task Nobody_is_lost_while_the_owner_is_deactivated_under_load()
    {
        await using var cluster = await TestCluster.StartAsync(Meshes.WithCap(Cap));
        var gates = Gates(12);
        var asking = Task.WhenAll(gates.Select(async (gate, number) =>
        {
            for (var need = 1; need <= 15; need++)
                await AskUntilAnsweredAsync(gate, [cluster.Silos[(number + need) % 3], cluster.Silos[number % 3]], need);
        }));

        while (!asking.IsCompleted)
            await cluster.DeactivateAsync(TestCluster.TeamId);

        await asking;
        gates.ShouldAllBe(static gate => gate.Granted == 15);
        gates.Max(static gate => gate.Last!.Epoch).ShouldBeGreaterThan(1);
        await cluster.ShouldBeKeptAsync(gates);
    }

    private static List<TestGate> Gates(int count) => [.. Enumerable.Range(1, count).Select(static number => new TestGate($"gate-{number}", Meshes.Team))];

    /// <summary>As gateways do: each answer that there is none now is asked for again, through the next silo.</summary>
    private static async Task AskUntilAnsweredAsync(TestGate gate, IReadOnlyList<InProcessSiloHandle> silos, long needed)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if ((await gate.AskAsync(TestCluster.TeamVia(silos[attempt % silos.Count]), needed)).Status == "accepted")
                    return;
            }
            catch (StoreUnavailableException)
            {
                // No owner answers now.
            }
        }
    }

    /// <summary>Makes the directory forget the owner, who lives on.</summary>
    private static async Task LoseFromDirectoryAsync(TestCluster cluster)
    {
        var directory = cluster.Silos[0].SiloHost.Services.GetRequiredKeyedService<IGrainDirectory>(GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY);
        await directory.Unregister((await directory.Lookup(TestCluster.TeamId)).ShouldNotBeNull());
    }

    private static async Task<InProcessSiloHandle> ActivateElsewhereAsync(TestCluster cluster, InProcessSiloHandle first)
    {
        var second = cluster.Silos.Skip(1).First(silo => silo != first); // the first silo has asked before and remembers where the owner is
        RequestContext.Set(IPlacementDirector.PlacementHintKey, second.SiloAddress);
        await TestCluster.TeamVia(second).ReadAsync(CancellationToken.None);
        RequestContext.Clear();
        cluster.SilosOfTeam().Count.ShouldBe(2);
        return second;
    }
}
