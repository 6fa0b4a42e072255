using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class DeploymentProblemTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("claude")]
    [InlineData("/claude")]
    [InlineData("anthropic/")]
    [InlineData("anthropic/claude opus")]
    public void An_id_is_provider_and_model(string? id) =>
        AssertProblem(new() { Id = id, Tier = "local" }, "id", "write provider/model");

    [Fact]
    public void An_id_is_unique() =>
        AssertProblem(new() { Id = "openai/gpt-mini", Tier = "local" }, "id", "two deployments are \"openai/gpt-mini\"");

    [Theory]
    [InlineData("premum", "did you mean premium?")]
    [InlineData("best", "one of premium, standard, economy, local")]
    [InlineData(null, "one of premium, standard, economy, local")]
    public void A_tier_is_one_of_four(string? tier, string message) =>
        AssertProblem(new() { Id = "p/m", Tier = tier }, "tier", message);

    private static void AssertProblem(DeploymentConfig deployment, string field, string message)
    {
        var problem = MeshSample.ProblemsOf(MeshSample.WithDeployment(deployment)).ShouldHaveSingleItem();
        problem.Field.ShouldBe($"deployments[4].{field}");
        problem.Message.ShouldContain(message);
    }
}
