using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class LadderTests
{
    [Fact]
    public void Tiers_and_inclusions_are_spelt_out_in_the_order_of_the_mesh() =>
        Rungs(MeshSample.Plan.Ladders["best"]).ShouldBe(
            ["anthropic/claude-opus", "bedrock-eu/claude-opus", "anthropic/claude-sonnet", "openai/gpt-mini"]);

    [Fact]
    public void A_deployment_that_two_rungs_name_stands_where_it_is_named_first() =>
        Rungs(MeshSample.Compile(MeshSample.WithLadder(new() { Rungs = ["bedrock-eu/claude-opus", "premium"] })).Ladders["best"])
            .ShouldBe(["bedrock-eu/claude-opus", "anthropic/claude-opus"]);

    [Fact]
    public void Thresholds_start_at_the_first_rung_of_the_tier_and_go_back_five_points_lower() =>
        MeshSample.Plan.Ladders["best"].Thresholds.ShouldBe([new(800, 705, 2), new(950, 900, 3)]);

    [Fact]
    public void A_threshold_near_the_bottom_still_leads_back()
    {
        var plan = MeshSample.Compile(MeshSample.WithLadder(new() { Rungs = ["premium", "standard"], Thresholds = [new() { At = "1%", Start = "standard" }] }));
        plan.Ladders["best"].Thresholds.ShouldBe([new(10, 5, 2)]);
    }

    [Fact]
    public void A_scope_that_names_none_uses_the_one_named_default()
    {
        var ladders = new Dictionary<string, LadderConfig>(MeshSample.Config.Ladders!) { ["default"] = new() { Rungs = ["economy"] } };
        var plan = MeshSample.Compile(MeshSample.Config with { Ladders = ladders });
        plan.Scopes["globex"].Ladder.ShouldBeSameAs(plan.Ladders["default"]);
    }

    [Fact]
    public void Without_a_default_ladder_every_deployment_is_on_it_best_tier_first()
    {
        var config = MeshSample.Config;
        var plan = MeshSample.Compile(config with { Deployments = [.. config.Deployments!.Reverse()] });
        Rungs(plan.Scopes["globex"].Ladder).ShouldBe(
            ["bedrock-eu/claude-opus", "anthropic/claude-opus", "anthropic/claude-sonnet", "openai/gpt-mini"]);
        plan.Ladders["default"].ShouldBeSameAs(plan.Scopes["globex"].Ladder);
    }

    private static IEnumerable<string> Rungs(LadderPlan ladder) => ladder.Rungs.Select(rung => rung.Id);
}
