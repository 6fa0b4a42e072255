using BudgetMesh.Budgets;
using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class BudgetProblemTests
{
    [Theory]
    [InlineData("-5 USD", "above 0")]
    [InlineData("0 USD", "above 0")]
    [InlineData("0.000000000 USD", "above 0")]
    [InlineData("-1 tokens", "above 0")]
    [InlineData("0 requests", "above 0")]
    [InlineData("900000000.000000001 USD", "at most 900000000 USD")]
    [InlineData("99999999999999999999 USD", "more than can be counted")]
    [InlineData("900000000000000001 tokens", "at most 900000000000000000 tokens")]
    [InlineData("99999999999999999999999 requests", "more than can be counted")]
    [InlineData("0.0000000001 USD", "at most 9")]
    [InlineData("1.5 tokens", "digits only")]
    [InlineData("1e6 tokens", "digits only")]
    [InlineData("5 usd", "did you mean USD?")]
    [InlineData("5 token", "did you mean tokens?")]
    [InlineData("5 EUR", "one of USD, tokens, requests")]
    [InlineData("5000", "a number and a unit")]
    [InlineData("", "a number and a unit")]
    [InlineData("five USD", "not an amount")]
    [InlineData(null, "needs its amount")]
    public void An_amount_is_a_number_above_zero_that_can_be_counted(string? amount, string message) =>
        AssertProblem(MeshSample.Month("1 USD") with { Amount = amount }, "amount", message);

    [Theory]
    [InlineData("moth", "did you mean month?")]
    [InlineData("Month", "did you mean month?")]
    [InlineData("3", "one of hour, day, week, month, quarter, year, total")]
    [InlineData(null, "one of hour, day")]
    public void A_period_is_one_of_seven(string? period, string message) =>
        AssertProblem(MeshSample.Month("1 USD") with { Period = period }, "period", message);

    [Theory]
    [InlineData("Europe/Berln", "did you mean Europe/Berlin?")]
    [InlineData("europe/berlin", "did you mean Europe/Berlin?")]
    [InlineData("Middle Earth", "an IANA name")]
    [InlineData("", "an IANA name")]
    public void A_zone_is_an_iana_zone(string zone, string message) =>
        AssertProblem(MeshSample.Month("1 USD") with { Zone = zone }, "zone", message);

    [Theory]
    [InlineData("0", null, "month", "from 1 to 12")]
    [InlineData("13", null, "month", "from 1 to 12")]
    [InlineData("April", null, "month", "from 1 to 12")]
    [InlineData(null, "0", "day", "from 1 to 31")]
    [InlineData(null, "32", "day", "from 1 to 31")]
    [InlineData(null, "99999999999", "day", "from 1 to 31")]
    public void A_fiscal_start_is_a_month_and_a_day(string? month, string? day, string field, string message) =>
        AssertProblem(MeshSample.Month("1 USD") with { FiscalStart = new FiscalStartConfig { Month = month, Day = day } }, $"fiscal_start.{field}", message);

    [Fact]
    public void Enforcement_and_week_start_are_words_of_their_own()
    {
        AssertProblem(MeshSample.Month("1 USD") with { Enforcement = "hart" }, "enforcement", "did you mean hard?");
        AssertProblem(MeshSample.Month("1 USD") with { Pacing = "onn" }, "pacing", "did you mean on?");
        AssertProblem(MeshSample.Month("1 USD") with { Period = "total", Pacing = "on" }, "pacing", "give it a period");
        AssertProblem(MeshSample.Month("1 USD") with { WeekStart = "mon" }, "week_start", "one of monday, tuesday");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Month")]
    [InlineData("a b")]
    public void A_budget_has_a_plain_name(string? name) =>
        AssertProblem(MeshSample.Month("1 USD") with { Name = name }, "name", "name");

    [Fact]
    public void Two_budgets_of_one_scope_have_two_names()
    {
        var problem = MeshSample.ProblemsOf(MeshSample.WithScope("acme/search", new() { Budgets = [MeshSample.Month("1 USD"), MeshSample.Month("2 USD")] })).ShouldHaveSingleItem();
        problem.Field.ShouldBe("scopes.acme/search.budgets[1].name");
        problem.Message.ShouldContain("two budgets of acme/search are named \"month\"");
    }

    [Fact]
    public void A_scope_has_a_limited_number_of_budgets()
    {
        var budgets = Enumerable.Range(0, Limits.BudgetsPerScopeMax + 1).Select(i => MeshSample.Month("1 USD") with { Name = $"b{i}" });
        var problem = MeshSample.ProblemsOf(MeshSample.WithScope("globex", new() { Budgets = [.. budgets] })).ShouldHaveSingleItem();
        problem.ShouldBe(new MeshProblem("scopes.globex.budgets", "9 budgets on one scope: at most 8 are allowed"));
    }

    private static void AssertProblem(BudgetConfig budget, string field, string message)
    {
        var problem = MeshSample.ProblemsOf(MeshSample.WithBudget(budget)).ShouldHaveSingleItem();
        problem.Field.ShouldBe($"scopes.acme/search.budgets[0].{field}");
        problem.Message.ShouldContain(message);
    }
}
