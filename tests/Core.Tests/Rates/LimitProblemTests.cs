using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class LimitProblemTests
{
    [Theory]
    [InlineData("600 requests per minute", "requests", LimitUnit.Requests, 600, 100)]
    [InlineData("400_000 tokens per minute", "tokens", LimitUnit.Tokens, 400_000, 66_666)]
    [InlineData("300000 input tokens per minute", "input_tokens", LimitUnit.InputTokens, 300_000, 50_000)]
    [InlineData("5 output tokens per second", "output_tokens", LimitUnit.OutputTokens, 300, 50)]
    [InlineData("120 requests per hour", "requests", LimitUnit.Requests, 2, 1)]
    [InlineData("20 concurrent requests", "concurrent", LimitUnit.Concurrent, 20, 20)]
    [InlineData("1000000000 tokens per minute", "tokens", LimitUnit.Tokens, 1_000_000_000, 166_666_666)]
    public void A_rate_is_by_the_minute_is_named_by_its_unit_and_bursts_for_ten_seconds(string rate, string name, LimitUnit unit, long amount, long burst) =>
        Compile(new LimitConfig { Rate = rate }).ShouldBe(new LimitPlan(name, unit, amount, burst, WhenAway.Deny));

    [Fact]
    public void Name_burst_and_what_to_do_without_a_silo_may_be_said() =>
        Compile(new LimitConfig { Name = "quick", Rate = "60 requests per minute", Burst = "1_000", WhenSiloAway = "safe_share" })
            .ShouldBe(new LimitPlan("quick", LimitUnit.Requests, 60, 1000, WhenAway.SafeShare));

    [Theory]
    [InlineData(null, "a limit needs its rate")]
    [InlineData("", "is not a rate")]
    [InlineData("many", "is not a rate")]
    [InlineData("600 requests", "600 requests per what?")]
    [InlineData("600 calls per minute", "unknown unit \"calls\"")]
    [InlineData("600 request per minute", "did you mean requests?")]
    [InlineData("600 requests per fortnight", "unknown time \"per fortnight\"")]
    [InlineData("600 requests per day", "a budget, not a limit: write it under the budgets of a scope, with amount: 600 requests and period: day")]
    [InlineData("5000 input tokens per month", "with amount: 5000 tokens and period: month")]
    [InlineData("20 concurrent requests per minute", "write 20 concurrent requests")]
    [InlineData("1.5 requests per second", "\"1.5\" is not a number")]
    [InlineData("0 requests per minute", "write a number above 0")]
    [InlineData("-5 concurrent requests", "write a number above 0")]
    [InlineData("100 requests per hour", "no whole number per minute: write 60 or 120 per hour")]
    [InlineData("5 requests per hour", "write 60 per hour")]
    [InlineData("1000000001 tokens per minute", "at most 1000000000 per minute")]
    [InlineData("99999999999999999999999 tokens per second", "more than can be counted")]
    [InlineData("1000000001 concurrent requests", "at most 1000000000")]
    public void A_rate_is_a_number_a_unit_and_a_time(string? rate, string message) =>
        AssertProblem([new() { Rate = rate }], "scopes.acme/search.limits[0].rate", message);

    [Fact]
    public void A_burst_is_a_number_of_what_the_rate_counts_and_not_for_requests_at_once()
    {
        AssertProblem([new() { Rate = "60 requests per minute", Burst = "0" }], "scopes.acme/search.limits[0].burst", "is not a burst");
        AssertProblem([new() { Rate = "60 requests per minute", Burst = "10 requests" }], "scopes.acme/search.limits[0].burst", "is not a burst");
        AssertProblem([new() { Rate = "6 concurrent requests", Burst = "6" }], "scopes.acme/search.limits[0].burst", "leave burst out");
    }

    [Fact]
    public void Names_are_unique_and_plain_and_actions_known()
    {
        AssertProblem([new() { Rate = "60 requests per minute" }, new() { Rate = "6 requests per second" }], "scopes.acme/search.limits[1].name", "two limits of acme/search are named \"requests\"");
        AssertProblem([new() { Name = "My limit", Rate = "60 requests per minute" }], "scopes.acme/search.limits[0].name", "is not a name");
        AssertProblem([new() { Rate = "60 requests per minute", WhenSiloAway = "safe-share" }], "scopes.acme/search.limits[0].when_silo_away", "did you mean safe_share?");
    }

    [Fact]
    public void A_scope_and_a_path_have_so_many_limits_at_most()
    {
        LimitConfig[] Many(int count) => [.. Enumerable.Range(0, count).Select(i => new LimitConfig { Name = $"l{i}", Rate = "60 requests per minute" })];
        AssertProblem(Many(Limits.LimitsPerOwnerMax + 1), "scopes.acme/search.limits", "at most 8 are allowed");
        var deep = new Dictionary<string, ScopeConfig>(MeshSample.Config.Scopes!)
        {
            ["acme"] = new() { Limits = Many(8) },
            ["acme/search"] = new() { Limits = Many(8) },
            ["acme/search/batch"] = new() { Limits = Many(1) },
        };
        var problem = MeshSample.ProblemsOf(MeshSample.Config with { Scopes = deep }).ShouldHaveSingleItem();
        problem.Message.ShouldContain("17 limits on its way to the root: at most 16");
    }

    [Fact]
    public void A_scope_meets_its_own_limits_first_and_the_tenants_last_also_where_its_first_request_makes_it()
    {
        var plan = MeshSample.Compile(MeshSample.Config with
        {
            Scopes = new Dictionary<string, ScopeConfig>
            {
                ["acme"] = new() { Limits = [new() { Rate = "100 concurrent requests" }] },
                ["acme/search"] = new() { Limits = [new() { Rate = "600 requests per minute" }, new() { Rate = "6000 tokens per minute" }] },
                ["acme/search/run-*"] = new() { Budgets = [MeshSample.Month("5 USD")], Limits = [new() { Rate = "2 concurrent requests" }] },
            },
        });
        plan.TryResolve("acme/search/run-7", out var run).ShouldBeTrue();
        run!.LimitLevels.Select(level => $"{level.Scope} {level.Limit.Name} {level.Limit.Amount}")
            .ShouldBe(["acme/search/run-7 concurrent 2", "acme/search requests 600", "acme/search tokens 6000", "acme concurrent 100"]);
        run.Limits.ShouldHaveSingleItem().Amount.ShouldBe(2);
        plan.Scopes["acme"].LimitLevels.ShouldHaveSingleItem();
    }

    private static LimitPlan Compile(LimitConfig limit) =>
        MeshSample.Compile(MeshSample.WithScope("acme/search", new() { Limits = [limit] })).Scopes["acme/search"].Limits.ShouldHaveSingleItem();

    private static void AssertProblem(LimitConfig[] limits, string field, string message)
    {
        var problem = MeshSample.ProblemsOf(MeshSample.WithScope("acme/search", new() { Limits = limits })).ShouldHaveSingleItem();
        problem.Field.ShouldBe(field);
        problem.Message.ShouldContain(message);
    }
}
