using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class RegionTests
{
    [Fact]
    public void An_id_carries_its_region_and_prices_are_those_of_the_model()
    {
        var deployment = CapacityMesh.Deployment();
        (deployment.Provider, deployment.Model, deployment.Region).ShouldBe(("openai", "gpt-5", "us"));
        Compile(new() { Id = "bedrock/claude@2024@eu-west-1", Tier = "local" }).ShouldBe(("claude@2024", "eu-west-1"));
        Compile(new() { Id = "p/m", Tier = "local", Region = "eu" }).ShouldBe(("m", "eu"));
        Compile(new() { Id = "p/m@eu", Tier = "local", Region = "eu", Model = "other@1" }).ShouldBe(("other@1", "eu"));
    }

    [Theory]
    [InlineData("p/m@20240620", null, "id", "where the model itself has an @ in its name, write that name as model")]
    [InlineData("p/m@", null, "id", "\"\" is not a region")]
    [InlineData("p/@eu", null, "id", "is not a deployment")]
    [InlineData("p/m", "EU", "region", "\"EU\" is not a region")]
    [InlineData("p/m@eu", "us", "region", "not the region of the id, eu")]
    public void A_region_is_a_short_word_and_said_once(string id, string? region, string field, string message)
    {
        var problem = MeshSample.ProblemsOf(MeshSample.WithDeployment(new() { Id = id, Tier = "local", Region = region })).ShouldHaveSingleItem();
        problem.Field.ShouldBe($"deployments[4].{field}");
        problem.Message.ShouldContain(message);
    }

    [Fact]
    public void A_tier_or_a_model_without_its_region_stands_for_all_of_them_side_by_side_as_one_group()
    {
        Ladder("premium", "local").ShouldBe("openai/gpt-5@us 0, openai/gpt-5@eu 0, anthropic/claude-opus 2, local/llama 3");
        Ladder("local", "openai/gpt-5").ShouldBe("local/llama 0, openai/gpt-5@us 1, openai/gpt-5@eu 1");
        Ladder("openai/gpt-5@eu", "anthropic/claude-opus", "openai/gpt-5").ShouldBe("openai/gpt-5@eu 0, anthropic/claude-opus 1, openai/gpt-5@us 2");
        Text(MeshSample.Compile(CapacityMesh.Config).Scopes["acme"].Ladder).ShouldBe("openai/gpt-5@us 0, openai/gpt-5@eu 0, anthropic/claude-opus 2, local/llama 3");
    }

    [Fact]
    public void An_id_without_region_is_itself_alone()
    {
        var config = CapacityMesh.Config;
        var plan = MeshSample.Compile(config with
        {
            Deployments = [.. config.Deployments!, new() { Id = "openai/gpt-5", Tier = "premium" }],
            Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["openai/gpt-5"] } },
        });
        plan.Ladders["default"].Rungs.ShouldHaveSingleItem().Region.ShouldBeNull();
    }

    [Fact]
    public void Thresholds_and_rules_name_a_model_in_all_its_regions()
    {
        var plan = MeshSample.Compile(CapacityMesh.Config with
        {
            Ladders = new Dictionary<string, LadderConfig>
            {
                ["default"] = new() { Rungs = ["anthropic/claude-opus", "openai/gpt-5", "local"], Thresholds = [new() { At = "80%", Start = "openai/gpt-5" }] },
            },
            Policies = [new() { Name = "a", Match = new() { Task = ["chat"] }, Start = "openai/gpt-5", Floor = "openai/gpt-5" }, new() { Name = "b", Only = ["openai/gpt-5"] }],
        });
        var ladder = plan.Ladders["default"];
        ladder.Thresholds.ShouldHaveSingleItem().StartRung.ShouldBe(1);
        plan.Scopes["acme"].Policies.Rules[0].On(ladder).ShouldBe((1, 2));
        plan.Scopes["acme"].Policies.Rules[1].Only!.Value.Select(only => only.Region).ShouldBe(["us", "eu"]);
    }

    [Fact]
    public void A_rule_bounds_requests_to_regions_and_what_has_none_is_outside()
    {
        Permitted(new() { Name = "eu", Regions = ["eu"] }).ShouldBe(["openai/gpt-5@eu"]);
        Permitted(new() { Name = "both", Regions = ["eu", "us"], Only = ["openai/gpt-5@us", "local"] }).ShouldBe(["openai/gpt-5@us"]);
    }

    [Theory]
    [InlineData("asia", null, "policies[0].regions[0]", "no deployment is in region \"asia\": one of us, eu")]
    [InlineData("eu", "local", "policies[0].regions", "nothing of what alone may be used is in these regions")]
    public void Regions_that_leave_nothing_are_refused(string region, string? only, string field, string message)
    {
        var config = CapacityMesh.Config with { Policies = [new() { Name = "r", Regions = [region], Only = only is null ? null : [only] }] };
        var problem = MeshSample.ProblemsOf(config).ShouldHaveSingleItem();
        problem.Field.ShouldBe(field);
        problem.Message.ShouldContain(message);
    }

    [Fact]
    public void Regions_that_leave_no_rung_of_a_ladder_are_refused()
    {
        var config = CapacityMesh.Config with
        {
            Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["local"] } },
            Policies = [new() { Name = "r", Regions = ["eu"] }],
        };
        MeshSample.ProblemsOf(config).ShouldAllBe(problem => problem.Field == "policies[0].regions" && problem.Message.Contains("leaves no rung"));
    }

    private static (string Model, string? Region) Compile(DeploymentConfig config)
    {
        var deployment = MeshSample.Compile(MeshSample.WithDeployment(config)).Deployments[^1];
        return (deployment.Model, deployment.Region);
    }

    private static IEnumerable<string> Permitted(PolicyConfig rule) =>
        MeshSample.Compile(CapacityMesh.Config with { Policies = [rule] }).Scopes["acme"].Policies.Rules[0].Only!.Value.Select(only => only.Id);

    private static string Ladder(params string[] rungs) =>
        Text(MeshSample.Compile(CapacityMesh.Config with { Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = rungs } } }).Ladders["default"]);

    private static string Text(LadderPlan ladder) => string.Join(", ", ladder.Rungs.Zip(ladder.GroupOf, (rung, group) => $"{rung.Id} {group}"));
}
