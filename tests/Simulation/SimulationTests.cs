using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation;

public sealed class SimulationTests
{
    /// <summary>BUDGETMESH_SEEDS asks for a longer run.</summary>
    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("BUDGETMESH_SEEDS"), out var seeds) ? seeds : 600;

    [Fact]
    public void No_seed_violates_an_invariant()
    {
        var run = SeedRun.Of(1, Seeds);
        run.Violations.ShouldBeEmpty(string.Join('\n', run.Violations.Select(violation => $"{violation.Value}\n  {SeedRun.Replay(violation.Key)}")));
        (run.Events / Seeds).ShouldBeGreaterThan(1000);
        foreach (var fault in Enum.GetValues<Fault>())
            run.Faults[(int)fault].ShouldBeGreaterThan(0, $"{fault} was never injected");
    }

    public static TheoryData<Canary> Canaries => new(CanaryRun.Made.Keys);

    [Theory]
    [MemberData(nameof(Canaries))]
    public void Every_canary_is_caught_by_its_checker(Canary canary) =>
        CanaryRun.Caught(canary).ShouldNotBeNull($"{canary} must be caught by {CanaryRun.Made[canary]}");

    [Fact]
    public void Every_canary_has_a_checker() =>
        CanaryRun.Made.Keys.ShouldBe(Enum.GetValues<Canary>().Where(canary => canary != Canary.None), ignoreOrder: true);
}
