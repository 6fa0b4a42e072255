namespace BudgetMesh.Cli.Tests;

public sealed class PricesTests : TempFiles
{
    private const string List = """[{"id": "a", "name": "A", "api_pattern": "https://a\\.example", "models": [{"id": "m", "match": {"equals": "m"}, "prices": {"input_mtok": 2, "output_mtok": 10}}], "extractors": [{"api_flavor": "default", "root": "usage", "model_path": "model", "mappings": [{"path": "in", "dest": "input_tokens", "required": true}, {"path": "out", "dest": "output_tokens", "required": true}]}]}]""";

    private const string Case = """{"provider": "a", "api_flavor": "default", "model": "m", "body": {"model": "m", "usage": {"in": 3, "out": 1}}, "input_usd": "0.000006", "output_usd": "OUT"}""";

    [SharedDataFact]
    public async Task Real_answers_come_to_the_costs_that_are_stated_for_them_all_but_two()
    {
        var run = await CliRun.Of(
            "prices", "verify", SharedData.PathOf("provider_usage_cases.jsonl"), "--prices", SharedData.PathOf("genai_prices.json"), "--at", "2026-08-21T12:00:00Z", "--json");

        run.Json.GetProperty("cases").GetInt32().ShouldBe(1_569);
        run.Json.GetProperty("matched").GetInt32().ShouldBeGreaterThanOrEqualTo(1_567);
        run.Json.GetProperty("unmatched").EnumerateArray().ShouldAllBe(unmatched => unmatched.GetProperty("why").GetString()!.Length > 0);
        run.ExitCode.ShouldBe(ExitCode.ProblemFound);
    }

    [Fact]
    public async Task When_every_case_matches_verify_ends_with_0()
    {
        var run = await CliRun.Of("prices", "verify", Write("cases", Case.Replace("OUT", "0.00001")), "--prices", Write("prices.json", List));

        run.Out.Trim().ShouldBe("1 of 1 cases match");
        run.ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public async Task A_case_that_does_not_match_is_listed_with_both_costs_and_verify_ends_with_1()
    {
        var run = await CliRun.Of("prices", "verify", Write("cases", "\n" + Case.Replace("OUT", "0.00002")), "--prices", Write("prices.json", List));

        run.Out.ShouldContain("cases:2: a m: output costs 0.00001 USD by the price book, 0.00002 USD as stated");
        run.ExitCode.ShouldBe(ExitCode.ProblemFound);
    }

    [Theory]
    [InlineData("", List, "cases: the file is empty")]
    [InlineData("{", List, "line 1 $: not JSON")]
    [InlineData("""{"provider": "a", "oops": 1}""", List, "line 1 $")]
    [InlineData(Case, "{", "prices.json: $: not JSON")]
    [InlineData(Case, """[{"id": "a"}]""", "prices.json: $[0]")]
    public async Task Files_that_are_wrong_end_with_3_and_say_where(string cases, string list, string message)
    {
        var run = await CliRun.Of("prices", "verify", Write("cases", cases), "--prices", Write("prices.json", list), "--json");

        run.Error.ShouldContain(message);
        run.Out.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.BadInput);
    }

    [Fact]
    public async Task Files_that_are_missing_end_with_3()
    {
        var run = await CliRun.Of("prices", "show", Path.Combine(Folder, "nowhere.json"));

        run.Error.ShouldContain("nowhere.json: there is no such file");
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        (await CliRun.Of("prices", "show", Folder)).ExitCode.ShouldBe(ExitCode.BadInput);
    }

    [Fact]
    public async Task Show_lists_prices_as_a_table_and_as_JSON()
    {
        var list = Write("prices.json", List);

        (await CliRun.Of("prices", "show", list)).Out.ShouldBe("PROVIDER  MODEL  PRICES\na         m      input_mtok 2  output_mtok 10\n".ReplaceLineEndings());
        var model = (await CliRun.Of("prices", "show", list, "--provider", "a", "--model", "M", "--json")).Json.GetProperty("models")[0];
        model.GetProperty("prices")[1].GetProperty("usd").GetString().ShouldBe("10");
    }

    [Fact]
    public async Task What_the_list_does_not_have_ends_with_1()
    {
        var run = await CliRun.Of("prices", "show", Write("prices.json", List), "--provider", "a", "--model", "n");

        run.Error.ShouldContain("no price for model \"n\"");
        run.ExitCode.ShouldBe(ExitCode.ProblemFound);
    }
}
