using BudgetMesh.Budgets;
using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class PatternProblemTests
{
    private static readonly BudgetConfig Total = new() { Name = "total", Amount = "5 USD", Period = "total" };

    private static ScopeConfig Pattern => new() { Budgets = [Total] };

    [Theory]
    [InlineData("run-*", "too short")]
    [InlineData("acme/**", "two stars in one segment")]
    [InlineData("acme/Run-*", "lower-case")]
    [InlineData("initech/*/run-*", "add initech/* to the scopes")]
    [InlineData("acme/serch/run-*", "did you mean acme/search/run-*? Else add acme/serch")]
    [InlineData("acme/user-*/keys", "no scope or pattern is acme/user-*")]
    public void A_pattern_stands_below_something_that_there_is(string pattern, string message)
    {
        var problem = MeshSample.ProblemsOf(MeshSample.WithScope(pattern, Pattern)).ShouldHaveSingleItem();
        problem.Field.ShouldBe(FieldPath.Root.Field("scopes").Key(pattern).ToString());
        problem.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("acme/*/run-*", "acme/*/*-one", 1)]
    [InlineData("acme/*/a*", "acme/*/*b", 1)]
    [InlineData("acme/se*/run-*", "acme/*ch/run-*", 1)]
    [InlineData("acme/*/run-*", "acme/*/*-two-three", 0)]
    [InlineData("acme/*/run-*", "acme/*/job-*", 0)]
    [InlineData("acme/search/*", "acme/*/run-*", 0)]
    public void Patterns_that_fit_the_same_paths_alike_are_refused(string left, string right, int problems)
    {
        var config = With((left, Pattern), (right, Pattern));
        if (problems == 0)
            MeshSample.Compile(config);
        else
            MeshSample.ProblemsOf(config).ShouldHaveSingleItem().Message.ShouldContain("fit some paths alike");
    }

    [Fact]
    public void A_pattern_needs_a_budget_for_it_is_known_by_its_books() =>
        MeshSample.ProblemsOf(MeshSample.WithScope("acme/*/run-*", new())).ShouldHaveSingleItem().Field.ShouldBe("scopes.acme/*/run-*.budgets");

    [Fact]
    public void What_is_made_of_a_pattern_is_not_paced()
    {
        var paced = Pattern with { Budgets = [Total, new() { Name = "day", Amount = "1 USD", Period = "day", Pacing = "on" }] };
        MeshSample.ProblemsOf(MeshSample.WithScope("acme/*/run-*", paced)).ShouldHaveSingleItem().Field.ShouldBe("scopes.acme/*/run-*.budgets[1].pacing");
        MeshSample.Compile(MeshSample.WithScope("acme/*/run-*", Pattern with { Budgets = [Total with { Pacing = "off" }] }));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("many")]
    [InlineData("1000000001")]
    public void At_most_is_a_number_of_scopes(string atMost) =>
        MeshSample.ProblemsOf(MeshSample.WithScope("acme/*/run-*", Pattern with { AtMost = atMost })).ShouldHaveSingleItem().Field.ShouldBe("scopes.acme/*/run-*.at_most");

    [Theory]
    [InlineData("1h")]
    [InlineData("7d")]
    [InlineData("167h")]
    public void Nothing_is_forgotten_while_late_settlements_may_come(string duration) =>
        MeshSample.ProblemsOf(MeshSample.WithScope("acme/*/run-*", Pattern with { ForgetAfter = duration })).ShouldHaveSingleItem().Field.ShouldBe("scopes.acme/*/run-*.forget_after");

    [Fact]
    public void One_scope_has_neither_at_most_nor_forget_after() =>
        MeshSample.ProblemsOf(MeshSample.WithScope("globex", new() { AtMost = "5", ForgetAfter = "720h" })).Select(problem => problem.Field).ShouldBe(["scopes.globex.at_most", "scopes.globex.forget_after"]);

    [Theory]
    [InlineData("acme/*/run-*", "acme/search/run-*")]
    [InlineData("acme/*/run-*", "acme/search/run-17")]
    public void A_budget_of_one_name_counts_one_unit_wherever_a_path_may_belong(string pattern, string other)
    {
        var problem = MeshSample.ProblemsOf(With((pattern, Pattern), (other, new ScopeConfig { Budgets = [Total with { Amount = "5 requests" }] }))).ShouldHaveSingleItem();
        problem.Message.ShouldContain("counts another unit");
    }

    [Fact]
    public void What_is_wrong_in_a_pattern_is_said_once_however_many_parents_it_has()
    {
        var config = With(("acme/*/run-*", Pattern with { Ladder = "bset", Budgets = [Total with { Period = "moth" }] }));
        MeshSample.ProblemsOf(config with { Scopes = new Dictionary<string, ScopeConfig>(config.Scopes!) { ["acme/a"] = new(), ["acme/b"] = new() } })
            .Select(problem => problem.Field).ShouldBe(["scopes.acme/*/run-*.budgets[0].period", "scopes.acme/*/run-*.ladder"], ignoreOrder: true);
    }

    [Fact]
    public void Rules_of_a_pattern_are_checked_on_the_ladders_of_its_parents() =>
        MeshSample.ProblemsOf(MeshSample.WithScope("acme/search/batch/run-*", Pattern with { Policies = [new PolicyConfig { Name = "best-only", Only = ["premium"] }] }))
            .ShouldHaveSingleItem().Message.ShouldContain("leaves no rung on ladder cheap of acme/search/batch/run-*");

    [Fact]
    public void Legs_are_counted_along_patterns_too()
    {
        BudgetConfig[] eight = [.. Enumerable.Range(0, 8).Select(i => Total with { Name = $"b{i}" })];
        var config = With(("acme/*/user-*", new ScopeConfig { Budgets = eight }), ("acme/*/user-*/run-*", new ScopeConfig { Budgets = eight }), ("acme/*/user-*/run-*/step-*", new ScopeConfig { Budgets = eight }));
        var problem = MeshSample.ProblemsOf(config).ShouldHaveSingleItem();
        problem.Field.ShouldBe("scopes.acme/*/user-*/run-*/step-*.budgets");
        problem.Message.ShouldContain("at most 24");
    }

    private static MeshConfig With(params (string Path, ScopeConfig Scope)[] scopes)
    {
        var all = new Dictionary<string, ScopeConfig>(MeshSample.Config.Scopes!);
        foreach (var (path, scope) in scopes)
            all[path] = scope;
        return MeshSample.Config with { Scopes = all };
    }
}
