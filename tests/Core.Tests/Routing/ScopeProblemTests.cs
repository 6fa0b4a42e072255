using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class ScopeProblemTests
{
    [Theory]
    [InlineData("initech/search", "add initech to the scopes")]
    [InlineData("acme/serch/x", "did you mean a child of acme/search? Else add acme/serch")]
    [InlineData("Acme", "lower-case")]
    [InlineData("", "empty")]
    [InlineData("acme//x", "empty segment")]
    [InlineData("a/b/c/d/e/f/g/h/i", "more than 8 levels")]
    public void A_scope_is_a_path_below_a_declared_parent(string path, string message)
    {
        var problem = MeshSample.ProblemsOf(MeshSample.WithScope(path, new())).ShouldHaveSingleItem();
        problem.Field.ShouldBe(FieldPath.Root.Field("scopes").Key(path).ToString());
        problem.Message.ShouldContain(message);
    }

    [Fact]
    public void A_request_meets_a_limited_number_of_budgets()
    {
        var scopes = new Dictionary<string, ScopeConfig>();
        foreach (var path in new[] { "a", "a/b", "a/b/c", "a/b/c/d" })
            scopes[path] = new() { Budgets = [.. Enumerable.Range(0, 8).Select(i => MeshSample.Month("1 USD") with { Name = $"b{i}" })] };
        var problem = MeshSample.ProblemsOf(MeshSample.Config with { Scopes = scopes }).ShouldHaveSingleItem();
        problem.Field.ShouldBe("scopes.a/b/c/d.budgets");
        problem.Message.ShouldContain("fit 32 budgets on its way to the root: at most 24");
    }

    [Fact]
    public void A_scope_names_a_ladder_that_exists()
    {
        var problem = MeshSample.ProblemsOf(MeshSample.WithScope("globex", new() { Ladder = "bset" })).ShouldHaveSingleItem();
        problem.ShouldBe(new MeshProblem("scopes.globex.ladder", "unknown ladder \"bset\": did you mean best?"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1000000001")]
    [InlineData("1.5")]
    [InlineData("lots")]
    [InlineData("Learned")]
    public void An_output_bound_is_a_number_of_tokens_or_learned(string bound)
    {
        MeshSample.ProblemsOf(MeshSample.WithScope("globex", new() { OutputBound = bound })).ShouldHaveSingleItem().Field.ShouldBe("scopes.globex.output_bound");
        MeshSample.ProblemsOf(MeshSample.Config with { Defaults = new() { OutputBound = bound } }).ShouldHaveSingleItem().Field.ShouldBe("defaults.output_bound");
    }

    [Fact]
    public void A_mesh_has_deployments_and_scopes() =>
        MeshSample.ProblemsOf(new MeshConfig()).Select(problem => problem.Field).ShouldBe(["deployments", "scopes"]);

    [Fact]
    public void Every_problem_is_reported_at_once() =>
        MeshSample.ProblemsOf(MeshSample.Config with
        {
            Deployments = [.. MeshSample.Config.Deployments!, new() { Id = "x" }],
            Scopes = new Dictionary<string, ScopeConfig>
            {
                ["acme"] = new() { Budgets = [new() { Name = "m", Amount = "0 USD", Period = "moth" }], Zone = "Mars" },
                ["nobody/x"] = new() { OutputBound = "0" },
            },
        }).Select(problem => problem.Field).ShouldBe(
        [
            "deployments[4].id", "deployments[4].tier", "scopes.acme.zone", "scopes.acme.budgets[0].amount",
            "scopes.acme.budgets[0].period", "scopes.nobody/x", "scopes.nobody/x.output_bound",
        ]);

    [Fact]
    public void What_is_null_in_a_list_is_a_problem_and_no_crash() =>
        MeshSample.ProblemsOf(new MeshConfig
        {
            Deployments = [null!],
            Ladders = new Dictionary<string, LadderConfig> { ["l"] = null!, ["m"] = new() { Rungs = [null!], Thresholds = [null!] } },
            Scopes = new Dictionary<string, ScopeConfig> { ["acme"] = null!, ["globex"] = new() { Budgets = [null!] } },
            Defaults = new() { WhenSiloAway = [null!] },
        }).ShouldNotBeEmpty();
}
