namespace BudgetMesh.Simulation.Scenarios;

public sealed class ScenarioTests
{
    private const int Seeds = 2;

    public static TheoryData<string> Names => new(ScenarioSet.All.Select(static options => options.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void No_limit_is_passed_and_what_is_there_is_used(string name) =>
        ScenarioOutcome.Of(ScenarioSet.All.Single(options => options.Name == name), Seeds).Problem.ShouldBeNull();

    [Fact]
    public void What_shows_the_canaries_is_passed_without_them() => ScenarioOutcome.Of(CanaryScenario.Options, 3 * Seeds).Problem.ShouldBeNull();
}
