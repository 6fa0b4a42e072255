using BudgetMesh.Grains;
using BudgetMesh.Grains.Tests;
using BudgetMesh.Rates;

namespace BudgetMesh.Cluster.Tests;

public sealed class RateOwnerClusterTests
{
    private const long Demand = 600 * RateRules.MinutesPerHour;

    [Fact]
    public async Task One_owner_of_limits_answers_through_every_silo_and_the_next_one_learns()
    {
        await using var cluster = await TestCluster.StartAsync(LimitMeshes.Of());
        var clock = new ManualClock();
        var (left, right) = (new TestRateGate("left", LimitMeshes.Team, clock), new TestRateGate("right", LimitMeshes.Team, clock));

        await left.AskAsync(Via(0), Demand);
        await right.AskAsync(Via(1), Demand);
        (left.Epoch, right.Epoch).ShouldBe((1, 1));
        (left.Amount + right.Amount).ShouldBeInRange(1, Demand);

        await cluster.DeactivateAsync(GrainId.Create(GrainTypes.Limits, LimitMeshes.Team.Name));
        await left.AskAsync(Via(2), Demand);

        left.Epoch.ShouldBe(2);
        (await Via(1)(LimitMeshes.Team).ReadAsync(CancellationToken.None)).IsLearning.ShouldBeTrue();

        LocalRateOwnersOf Via(int silo) => owner => TestCluster.LimitsVia(cluster.Silos[silo], owner);
    }

    [Fact]
    public async Task A_deployment_has_an_owner_of_its_own()
    {
        await using var cluster = await TestCluster.StartAsync(LimitMeshes.Of());

        var team = await TestCluster.LimitsVia(cluster.Silos[0], LimitMeshes.Team).ReadAsync(CancellationToken.None);
        var deployment = await TestCluster.LimitsVia(cluster.Silos[1], LimitMeshes.Deployment).ReadAsync(CancellationToken.None);

        (team.Kind, team.Name, team.Circuit).ShouldBe(("scope", LimitMeshes.Team.Name, null));
        (deployment.Kind, deployment.Name, deployment.Circuit).ShouldBe(("deployment", LimitMeshes.Deployment.Name, "closed"));
    }
}
