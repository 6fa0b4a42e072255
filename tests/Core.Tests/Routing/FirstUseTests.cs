using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class FirstUseTests
{
    private static readonly MeshPlan Plan = MeshSample.Compile(MeshSample.Config with
    {
        Scopes = new Dictionary<string, ScopeConfig>(MeshSample.Config.Scopes!)
        {
            ["acme/*/run-*"] = Total("5 USD"),
            ["acme/search/run-*"] = Total("6 USD") with { AtMost = "10_000" },
            ["acme/search/run-17"] = Total("7 USD"),
            ["acme/*/user-*"] = new() { Budgets = [new() { Name = "day", Amount = "20 USD", Period = "day" }], Zone = "Asia/Tokyo", OutputBound = "learned" },
            ["acme/*/user-*/run-*"] = Total("1 USD") with { Ladder = "cheap", ForgetAfter = "240h" },
        },
    });

    [Theory]
    [InlineData("acme/search/run-17", 7)]
    [InlineData("acme/search/run-18", 6)]
    [InlineData("acme/search/batch", null)]
    [InlineData("acme/search/user-1/run-1", 1)]
    public void A_configured_scope_wins_over_a_pattern_and_the_one_that_says_more_over_the_other(string path, int? usd)
    {
        Plan.TryResolve(path, out var scope).ShouldBeTrue();
        (scope.Budgets.FirstOrDefault(budget => budget.Name == "total")?.Cap / Money.NanosPerUsd).ShouldBe(usd);
        scope.Path.Value.ShouldBe(path);
        scope.Budgets.ShouldAllBe(budget => budget.Scope == scope.Path);
    }

    [Theory]
    [InlineData("acme/search/run-18/step/2", "acme/search/run-18")]
    [InlineData("acme/search/user-1/notes", "acme/search/user-1")]
    [InlineData("acme/nosuch/run-1", "acme")]
    [InlineData("acme/search/batch/run-1", "acme/search/batch")]
    public void The_nearest_scope_that_there_is_or_can_be_pays(string path, string payer)
    {
        Plan.TryFindScope(path, out var scope).ShouldBeTrue();
        scope.Path.Value.ShouldBe(payer);
    }

    [Fact]
    public void Levels_lead_from_the_run_over_its_user_and_team_to_the_tenant()
    {
        Plan.TryResolve("acme/search/user-1/run-1", out var run).ShouldBeTrue();
        run.Levels.Select(budget => $"{budget.Scope}:{budget.Name}").ShouldBe(
            ["acme/search/user-1/run-1:total", "acme/search/user-1:day", "acme/search:month", "acme/search:day", "acme:month"]);
        (run.Ladder.Name, run.LearnsOutputBound, run.OutputBound, run.Calendar.Zone.Id).ShouldBe(("cheap", true, 1000, "Asia/Tokyo"));
        run.MadeOf!.ForgetAfter.TotalHours.ShouldBe(240);
        run.Levels.Count(budget => budget.IsAlwaysExact).ShouldBe(2);
    }

    [Fact]
    public void What_is_learned_is_learned_for_all_scopes_of_a_pattern()
    {
        Plan.TryResolve("acme/search/user-1", out var user).ShouldBeTrue();
        (user.LearnsAs, Plan.Scopes["acme/search"].LearnsAs).ShouldBe(("acme/*/user-*", "acme/search"));
    }

    [Fact]
    public void A_pattern_says_how_many_it_makes_and_a_million_where_it_does_not() =>
        Plan.Patterns.ToDictionary(made => made.Pattern.Text, made => made.AtMost).ShouldBe(
            new Dictionary<string, int> { ["acme/*/run-*"] = 1_000_000, ["acme/search/run-*"] = 10_000, ["acme/*/user-*"] = 1_000_000, ["acme/*/user-*/run-*"] = 1_000_000 }, ignoreOrder: true);

    [Fact]
    public void Configured_scopes_are_found_without_allocation_where_there_are_patterns_too()
    {
        Plan.TryFindScope("acme/search", out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Plan.TryFindScope("acme/search", out _);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static ScopeConfig Total(string amount) => new() { Budgets = [new() { Name = "total", Amount = amount, Period = "total" }] };
}
