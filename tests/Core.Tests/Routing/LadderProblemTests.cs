using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class LadderProblemTests
{
    [Theory]
    [InlineData("premum", "did you mean premium?")]
    [InlineData("anthropic/claude-opsu", "did you mean anthropic/claude-opus?")]
    [InlineData("local", "no deployment is of tier local")]
    [InlineData("ladder:cheep", "did you mean cheap?")]
    [InlineData("", "unknown rung")]
    public void A_rung_is_a_deployment_a_tier_or_a_ladder(string rung, string message) =>
        AssertProblem(new() { Rungs = ["premium", rung] }, "ladders.best.rungs[1]", message);

    [Fact]
    public void A_ladder_has_rungs_each_once_and_not_too_many()
    {
        AssertProblem(new() { Rungs = [] }, "ladders.best.rungs", "at least one rung");
        AssertProblem(new() { Rungs = ["premium", "economy", "premium"] }, "ladders.best.rungs[2]", "twice");
        var many = Enumerable.Range(0, 14).Select(i => new DeploymentConfig { Id = $"p/m{i}", Tier = "local" });
        var problems = MeshSample.ProblemsOf(MeshSample.WithLadder(new() { Rungs = ["premium", "standard", "local"] }) with
        {
            Deployments = [.. MeshSample.Config.Deployments!, .. many],
        });
        problems.ShouldContain(new MeshProblem("ladders.best.rungs", "17 deployments on one ladder: at most 16 are allowed"));
        problems.ShouldContain(problem => problem.Field == "ladders" && problem.Message.Contains("write a ladder named default", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cycle_of_ladders_is_named()
    {
        var ladders = new Dictionary<string, LadderConfig>
        {
            ["best"] = new() { Rungs = ["ladder:a"] },
            ["a"] = new() { Rungs = ["premium", "ladder:b"] },
            ["b"] = new() { Rungs = ["ladder:c"] },
            ["c"] = new() { Rungs = ["economy", "ladder:a"] },
        };
        MeshSample.ProblemsOf(MeshSample.Config with { Ladders = ladders }).ShouldContain(
            new MeshProblem("ladders.c.rungs[1]", "ladders include each other in a cycle: a → b → c → a"));
        AssertProblem(new() { Rungs = ["premium", "ladder:best"] }, "ladders.best.rungs[1]", "cycle: best → best");
    }

    [Fact]
    public void A_long_chain_of_ladders_is_refused_before_it_is_followed()
    {
        var ladders = Enumerable.Range(0, 100_000).ToDictionary(i => $"l{i}", i => new LadderConfig { Rungs = [$"ladder:l{i + 1}"] });
        MeshSample.ProblemsOf(MeshSample.Config with { Ladders = ladders })[0].Message.ShouldContain("at most 256");
    }

    [Theory]
    [InlineData("0%")]
    [InlineData("-5%")]
    [InlineData("100.1%")]
    [InlineData("80.55%")]
    [InlineData("80")]
    [InlineData("0.8")]
    [InlineData("much")]
    [InlineData(null)]
    public void A_threshold_is_a_percentage_of_the_cap(string? at) =>
        AssertProblem(new() { Rungs = ["premium", "standard"], Thresholds = [new() { At = at, Start = "standard" }] }, "ladders.best.thresholds[0].at", "from 1% to 100%");

    [Fact]
    public void Thresholds_rise() =>
        AssertProblem(
            new() { Rungs = ["premium", "standard", "economy"], Thresholds = [new() { At = "80%", Start = "standard" }, new() { At = "80 %", Start = "economy" }] },
            "ladders.best.thresholds[1].at",
            "does not rise above the threshold before it (80%)");

    [Theory]
    [InlineData("economy", "not on this ladder")]
    [InlineData("standrd", "did you mean standard?")]
    [InlineData("premium", "rung 1, where the ladder starts already")]
    [InlineData(null, "not on this ladder")]
    public void A_threshold_starts_lower_on_its_own_ladder(string? start, string message) =>
        AssertProblem(new() { Rungs = ["premium", "standard"], Thresholds = [new() { At = "80%", Start = start }] }, "ladders.best.thresholds[0].start", message);

    [Theory]
    [InlineData("80%")]
    [InlineData("0%")]
    [InlineData("x")]
    public void A_threshold_goes_back_below_itself(string back) =>
        AssertProblem(new() { Rungs = ["premium", "standard"], Thresholds = [new() { At = "80%", Start = "standard", Back = back }] }, "ladders.best.thresholds[0].back", "from 0.1% to 79.9%");

    private static void AssertProblem(LadderConfig ladder, string field, string message)
    {
        var problem = MeshSample.ProblemsOf(MeshSample.WithLadder(ladder)).ShouldHaveSingleItem();
        problem.Field.ShouldBe(field);
        problem.Message.ShouldContain(message);
    }
}
