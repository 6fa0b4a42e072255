using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class DefaultsProblemTests
{
    [Theory]
    [InlineData("1s", 1)]
    [InlineData("10m", 600)]
    [InlineData("24h", 86_400)]
    public void A_hold_lifetime_is_a_duration(string text, int seconds) =>
        MeshSample.Compile(MeshSample.Config with { Defaults = new() { HoldLifetime = text } }).Defaults.HoldLifetime.TotalSeconds.ShouldBe(seconds);

    [Theory]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("25h")]
    [InlineData("999999h")]
    [InlineData("99999999999s")]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("")]
    public void What_is_not_a_duration_up_to_a_day_is_refused(string text) =>
        AssertProblem(new() { HoldLifetime = text }, "defaults.hold_lifetime", "from 1s to 86400s");

    [Theory]
    [InlineData("downgrade")]
    [InlineData("deny", "downgrade")]
    [InlineData("deny", "deny")]
    [InlineData]
    public void What_a_gate_does_alone_ends_with_deny(params string[] actions) =>
        AssertProblem(new() { WhenSiloAway = actions }, "defaults.when_silo_away", "deny last");

    [Fact]
    public void An_unknown_action_is_named() =>
        AssertProblem(new() { WhenSiloAway = ["downgrad", "deny"] }, "defaults.when_silo_away[0]", "did you mean downgrade?");

    private static void AssertProblem(DefaultsConfig defaults, string field, string message)
    {
        var problem = MeshSample.ProblemsOf(MeshSample.Config with { Defaults = defaults }).ShouldHaveSingleItem();
        problem.Field.ShouldBe(field);
        problem.Message.ShouldContain(message);
    }
}
