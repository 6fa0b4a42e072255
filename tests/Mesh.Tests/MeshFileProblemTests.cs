namespace BudgetMesh.Mesh.Tests;

/// <summary>Every error says where it is: line, column and field.</summary>
public sealed class MeshFileProblemTests
{
    [Theory]
    [InlineData("amount: 100 USD", "amuont: 100 USD", "15:9: scopes.acme.budgets[0].amuont: unknown field \"amuont\": did you mean amount?")]
    [InlineData("defaults:", "xyz:", "21:1: xyz: unknown field \"xyz\": one of deployments, ladders, scopes, policies, reservations, prices, defaults")]
    [InlineData("input_mtok: 5", "input_mtoks: 5", "20:49: prices.overlay[0].input_mtoks: unknown field \"input_mtoks\": did you mean input_mtok?")]
    [InlineData("  acme/x:", "  acme:", "17:3: scopes.acme: \"acme\" is written twice: it is on line 11 already")]
    [InlineData("period: month", "name: day", "16:9: scopes.acme.budgets[0].name: \"name\" is written twice: it is on line 14 already")]
    [InlineData("rungs: [premium, economy]", "rungs: premium", "7:12: ladders.default.rungs: a list expected, the value \"premium\" found: write [a, b] or lines that start with -")]
    [InlineData("zone: Europe/Berlin", "zone: [Europe/Berlin]", "12:11: scopes.acme.zone: a single value expected, a list found: write text or a number")]
    [InlineData("  acme/x:", "  acme/x: 5", "17:11: scopes.acme/x: fields expected, the value \"5\" found: write name: value")]
    [InlineData("  output_bound: 2048", "  - 2048", "22:3: defaults: fields expected, a list found: write name: value")]
    [InlineData("rungs: [premium, economy]", "rungs: [premium, ~, economy]", "7:22: ladders.default.rungs[1]: an item of a list is empty: write a value or leave the item out")]
    [InlineData("zone: Europe/Berlin", "? [a]\n    : b", "12:7: scopes.acme.: a name is expected before the colon, not a list or fields")]
    [InlineData("zone: Europe/Berlin", "zone: &z Europe/Berlin", "12:11: scopes.acme.zone: anchors, aliases and tags are not part of a mesh file: write the value out")]
    [InlineData("zone: Europe/Berlin", "zone: !!str Europe/Berlin", "12:11: scopes.acme.zone: anchors, aliases and tags are not part of a mesh file: write the value out")]
    public void What_has_no_place_is_reported_where_it_stands(string good, string bad, string problem) => AssertProblem(good, bad, problem);

    [Theory]
    [InlineData("amount: 100 USD", "amount: -100 USD", "15:17: scopes.acme.budgets[0].amount: a cap of -100 would block every request: write an amount above 0")]
    [InlineData("amount: 100 USD", "amount: 9000000000 USD", "15:17: scopes.acme.budgets[0].amount: a cap of 9000000000 is more than can be counted: at most 900000000 USD")]
    [InlineData("    period: month", "    enforcement: hard", "14:9: scopes.acme.budgets[0].period: a budget needs its period: one of hour, day, week, month, quarter, year, total")]
    [InlineData("zone: Europe/Berlin", "zone: Europe/Berln", "12:11: scopes.acme.zone: unknown zone \"Europe/Berln\": did you mean Europe/Berlin?")]
    [InlineData("  acme/x:", "  acme/x/y:", "17:3: scopes.acme/x/y: acme/x/y is the child of no parent: did you mean a child of acme? Else add acme/x to the scopes")]
    [InlineData("  acme/x:", "  Acme.x:", "17:3: scopes['Acme.x']: scope path \"Acme.x\": segment \"Acme.x\" may have lower-case letters, digits and - _ . @ and starts and ends with a letter or digit")]
    [InlineData("rungs: [premium, economy]", "rungs: [premium, \"ladder:default\", economy]", "7:22: ladders.default.rungs[1]: ladders include each other in a cycle: default → default")]
    [InlineData("tier: premium", "tier: premum", "3:11: deployments[0].tier: unknown tier \"premum\": did you mean premium?")]
    [InlineData("openai/gpt-mini", "anthropic/claude-opus", "4:10: deployments[1].id: two deployments are \"anthropic/claude-opus\": give each its own id")]
    [InlineData("output_bound: 2048", "output_bound: many", "22:17: defaults.output_bound: \"many\" is not learned or a number of output tokens: write a whole number from 1 to 1000000000")]
    public void What_makes_no_sense_is_reported_where_it_stands(string good, string bad, string problem) => AssertProblem(good, bad, problem);

    [Fact]
    public void Two_budgets_of_one_name_are_reported_at_the_second()
    {
        var yaml = MeshText.Good.Replace("  acme/x:", "      - {name: month, amount: 1 tokens, period: day}\n  acme/x:");
        MeshText.ProblemsOf(yaml).ShouldHaveSingleItem().ToString()
            .ShouldBe("17:16: scopes.acme.budgets[1].name: two budgets of acme are named \"month\": give each its own name");
    }

    [Fact]
    public void All_problems_are_reported_in_the_order_of_the_file()
    {
        var yaml = MeshText.Good.Replace("output_bound", "bound").Replace("zone:", "zoen:").Replace("id: openai", "idd: openai");
        MeshText.ProblemsOf(yaml).Select(problem => problem.Line).ShouldBe([4, 12, 22]);
        var senseless = MeshText.Good.Replace("2048", "0").Replace("Berlin", "Atlantis").Replace("80%", "180%").Replace("USD", "EUR");
        MeshText.ProblemsOf(senseless).Select(problem => problem.Line).ShouldBe([9, 12, 15, 22]);
    }

    private static void AssertProblem(string good, string bad, string problem)
    {
        MeshText.Good.ShouldContain(good);
        MeshText.ProblemsOf(MeshText.Good.Replace(good, bad)).ShouldHaveSingleItem().ToString().ShouldBe(problem);
    }
}
