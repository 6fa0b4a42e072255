namespace BudgetMesh.Cli.Tests;

public sealed class WhyTests : WithSilo
{
    [Fact]
    public async Task Why_tells_a_decision_by_either_spelling_of_its_id()
    {
        await Run("apply", "-f", Write("mesh.yaml", $"policies: [{{name: big-stays-small, match: {{context_over: 500}}, start: economy}}]\n{TestMesh.Yaml}"));
        var key = await GatewayKeyAsync();
        await Run("replay", Write("trace.csv", TestMesh.Trace(500)), "--connect", Url, "--key", key, "--scope", "acme/chat", "--json");
        var receipt = (await Run("receipts", "--json")).Json.GetProperty("receipts").EnumerateArray()
            .First(one => one.GetProperty("input_tokens").GetInt64() > 500 && one.GetProperty("kind").GetString() == "settled"); // a busy machine may have refused one
        receipt.GetProperty("rule").GetString().ShouldBe("big-stays-small");
        var id = receipt.GetProperty("decision").GetString()!;

        var why = await Run("why", id);

        why.ExitCode.ShouldBe(ExitCode.Ok, why.Error);
        why.Out.ShouldContain("It goes to a/small, where it can cost");
        why.Out.ShouldContain("Policy rules that had a say: big-stays-small.");
        why.Out.ShouldContain("settled;");
        why.Out.ShouldContain("Decided by version 1 of the mesh");
        (await Run("why", id.Replace(':', '-'))).Out.ShouldBe(why.Out);
        (await Run("why", id, "--json")).Json.GetProperty("receipts").GetArrayLength().ShouldBe(1);
        (await Run("why", "nobody:1")).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.ProblemFound),
            run => run.Error.ShouldContain("there is no receipt of decision nobody:1"));
    }

    [Fact]
    public async Task Why_names_the_budget_that_is_ahead_of_its_course()
    {
        await Run("apply", "-f", Write("mesh.yaml", $"{TestMesh.Yaml}\n  pacing: on".Replace("50 USD, period: month", $"0.5 USD, period: year, fiscal_start: {{month: {DateTime.UtcNow.Month}, day: 1}}")));
        var key = await GatewayKeyAsync();
        await Run("replay", Write("trace.csv", TestMesh.Trace(500)), "--connect", Url, "--key", key, "--scope", "acme/chat", "--json");
        var receipts = (await Run("receipts", "--limit", "1000", "--json")).Json.GetProperty("receipts").EnumerateArray();
        var lowered = receipts.First(receipt => receipt.GetProperty("reason").GetString() == "paced");

        var why = await Run("why", lowered.GetProperty("decision").GetString()!);

        why.Out.ShouldContain("Budget acme/chat:month is ahead of its course: ");
        lowered.GetProperty("ahead").GetProperty("budget").GetString().ShouldBe("acme/chat:month");
    }
}
