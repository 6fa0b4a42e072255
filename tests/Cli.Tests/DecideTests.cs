namespace BudgetMesh.Cli.Tests;

public sealed class DecideTests : TempFiles
{
    private const string Rules =
        """
        policies:
          - {name: secret-stays, match: {data_class: secret}, only: a/small}
          - {name: batch, match: {priority: batch}, start: economy}
          - {name: cautious, match: {task: chat}, start: economy, shadow: true}

        """;

    [Fact]
    public async Task It_says_in_words_which_rung_is_taken_and_why_not_the_others()
    {
        var run = await Decide("--data-class", "secret", "--input-tokens", "4000");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Out.ReplaceLineEndings("\n").ShouldBe(
            """
            A request of acme/chat with 4000 input tokens (data class secret, priority normal).
            It goes to a/small, where it can cost 0.0006048 USD at most.
            It is the first rung that may be used, and it fits every budget.
            Policy rules that had a say: secret-stays.

            Ladder default, output bound 1024:
              1. a/large: ruled out by rule secret-stays: not among what alone may be used
              2. a/small: taken; 0.0006048 USD at most

            """);
    }

    [Fact]
    public async Task As_JSON_it_has_every_rung_the_budget_that_is_too_small_and_what_shadow_rules_would_do()
    {
        var json = (await Decide("--task", "chat", "--used", "99.9%", "--input-tokens", "10000", "--json")).Json;

        (json.GetProperty("verdict").GetString(), json.GetProperty("reason").GetString(), json.GetProperty("deployment").GetString()).ShouldBe(("downgrade", "budget_exceeded", "a/small"));
        var dear = json.GetProperty("rungs")[0];
        dear.GetProperty("outcome").GetString().ShouldBe("too_dear");
        dear.GetProperty("blocker").ToString().ReplaceLineEndings("").Replace(" ", "").ShouldBe("""{"budget":"acme/chat:month","needed":"0.0756USD","headroom":"0.05USD"}""");
        json.GetProperty("shadow").GetProperty("verdict").GetString().ShouldBe("allow");
        json.GetProperty("explanation").EnumerateArray().Select(sentence => sentence.GetString())
            .ShouldContain("With the shadow rules in force (cautious) it would go to a/small.");
    }

    [Theory]
    [InlineData("--used 120%", "--used \"120%\" is not a share")]
    [InlineData("--course much", "--course \"much\" is not a share")]
    [InlineData("--priority urgent", "urgent")]
    [InlineData("--data-class Secret", "--data-class \"Secret\": write at most 64 lower-case letters")]
    [InlineData("--output-bound 0", "--output-bound is from 1")]
    public async Task A_value_that_cannot_be_ends_with_2(string arguments, string message)
    {
        var run = await Decide(arguments.Split(' '));
        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(message);
    }

    [Fact]
    public async Task Without_dry_run_it_is_refused_and_a_wrong_rule_names_line_column_and_field()
    {
        (await CliRun.Of("decide", "--mesh", Mesh(Rules), "--scope", "acme")).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.Usage),
            run => run.Error.ShouldContain("needs --dry-run"));
        (await CliRun.Of("decide", "--dry-run", "--scope", "acme", "--mesh", Mesh("policies: [{name: batch, match: {priority: urgent}, start: economy}]\n"))).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.BadInput),
            run => run.Error.ShouldContain("mesh.yaml:1:44: policies[0].match.priority[0]: unknown priority \"urgent\""));
    }

    [Fact]
    public async Task The_pace_of_a_paced_budget_is_told_with_its_numbers()
    {
        var mesh = Write("paced.yaml", $"{TestMesh.Yaml}\n  pacing: on");
        Task<CliRun> Paced(params string[] arguments) => CliRun.Of(["decide", "--dry-run", "--mesh", mesh, "--scope", "acme/chat", "--used", "50%", .. arguments]);

        var ahead = await Paced("--course", "45%", "--priority", "batch");
        ahead.Out.ShouldContain("It is downgraded to a/small");
        ahead.Out.ShouldContain("Budget acme/chat:month is ahead of its course: 50 % of it was spent");
        (await Paced("--course", "45%", "--priority", "batch", "--json")).Json.GetProperty("ahead").GetProperty("course").GetInt32().ShouldBe(450_000);
        (await Paced("--course", "55%", "--priority", "batch")).Out.ShouldContain("It goes to a/large");
    }

    private Task<CliRun> Decide(params string[] arguments) =>
        CliRun.Of(["decide", "--dry-run", "--mesh", Mesh(Rules), "--scope", "acme/chat", .. arguments]);

    private string Mesh(string rules) => Write("mesh.yaml", rules + TestMesh.Yaml);
}
