using BudgetMesh.Routing;

namespace BudgetMesh.Mesh.Tests;

public sealed class MeshDifferenceTests
{
    [Fact]
    public void The_same_mesh_in_other_words_makes_no_difference() =>
        Between(MeshText.Good, $"# a comment\n{MeshText.Good.Replace("acme/x:", "acme/x: {}").Replace("amount: 100 USD", "amount: \"100 USD\"")}").ShouldBeEmpty();

    [Theory]
    [InlineData("amount: 100 USD", "amount: 200 USD", "scope acme, budget month: amount 100 USD → 200 USD")]
    [InlineData("zone: Europe/Berlin", "zone:", "scope acme: zone Europe/Berlin → (not set)")]
    [InlineData("  acme/x:", "  acme/y: {ladder: default}", "removed scope acme/x", "added scope acme/y: ladder default")]
    [InlineData("  acme/x:", "  acme/x:\n  acme/*/run-*: {at_most: 5, budgets: [{name: total, amount: 5 USD, period: total}]}", "added scope acme/*/run-*: at_most 5", "added scope acme/*/run-*, budget total: amount 5 USD, period total")]
    [InlineData("name: month", "name: monthly", "removed scope acme, budget month: amount 100 USD, period month", "added scope acme, budget monthly: amount 100 USD, period month")]
    [InlineData("[premium, economy]", "[premium, openai/gpt-mini]", "ladder default: rungs [premium, economy] → [premium, openai/gpt-mini]")]
    [InlineData("back: 70%", "back: 60%", "ladder default: thresholds [{at: 80%, start: economy, back: 70%}] → [{at: 80%, start: economy, back: 60%}]")]
    [InlineData("tier: economy", "tier: economy, model: mini", "deployment openai/gpt-mini: model (not set) → mini")]
    [InlineData("input_mtok: 5", "input_mtok: 4, output_mtok: 9", "price of anthropic/claude-opus: input_mtok 5 → 4", "price of anthropic/claude-opus: output_mtok (not set) → 9")]
    [InlineData("output_bound: 2048", "output_bound: 1024", "defaults: output_bound 2048 → 1024")]
    public void A_change_is_a_line_that_names_what_was_and_what_will_be(string old, string changed, params string[] lines)
    {
        MeshText.Good.ShouldContain(old);
        Between(MeshText.Good, MeshText.Good.Replace(old, changed)).ShouldBe(lines);
    }

    [Fact]
    public void A_new_order_of_deployments_is_a_change()
    {
        var before = Read(MeshText.Good);
        var after = before with { Deployments = [.. before.Deployments!.Reverse()] };
        MeshDifference.Between(before, after).ShouldBe(
            ["deployments: order anthropic/claude-opus, openai/gpt-mini → openai/gpt-mini, anthropic/claude-opus"]);
    }

    [Fact]
    public void Rules_are_named_and_a_new_order_of_them_is_a_change()
    {
        const string Rules = "policies:\n  - {name: a, match: {task: chat}, start: economy}\n  - {name: b, match: {caller: me}, floor: economy}\n";
        Between(MeshText.Good, Rules + MeshText.Good).ShouldBe(["added policy a: match {task: [chat]}, start economy", "added policy b: match {caller: [me]}, floor economy"]);
        Between(Rules + MeshText.Good, Rules.Replace("task: chat", "task: [chat, code]") + MeshText.Good).ShouldBe(["policy a: match {task: [chat]} → {task: [chat, code]}"]);
        Between(Rules + MeshText.Good, "policies:\n  - {name: b, match: {caller: me}, floor: economy}\n  - {name: a, match: {task: chat}, start: economy}\n" + MeshText.Good)
            .ShouldBe(["policies: order a, b → b, a"]);
    }

    [Fact]
    public void From_nothing_everything_is_added()
    {
        var lines = MeshDifference.Between(new MeshConfig(), Read(MeshText.Good));
        lines.ShouldAllBe(line => line.StartsWith("added ", StringComparison.Ordinal));
        lines.ShouldContain("added deployment anthropic/claude-opus: tier premium");
        lines.ShouldContain("added scope acme/x");
    }

    private static IReadOnlyList<string> Between(string before, string after) => MeshDifference.Between(Read(before), Read(after));

    private static MeshConfig Read(string yaml)
    {
        MeshFile.TryRead(yaml, out var config, out _, out var problems).ShouldBeTrue(string.Join('\n', problems));
        return config!;
    }
}
