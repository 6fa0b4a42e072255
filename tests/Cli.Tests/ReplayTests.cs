namespace BudgetMesh.Cli.Tests;

public sealed class ReplayTests : TempFiles
{
    [Theory]
    [InlineData("--gateways is from 1", "--gateways", "0")]
    [InlineData("--in-flight is from 1", "--in-flight", "-1")]
    [InlineData("--speed: \"fast\" is not a speed", "--speed", "fast")]
    [InlineData("'guessed' not recognized", "--bounds", "guessed")]
    [InlineData("give either a TRACE or --made SHAPE", "--made", "heavy-tail")]
    [InlineData("--cap-share is above 0", "--cap-share", "0")]
    [InlineData("either --scope PATH or --spread", "--spread")]
    [InlineData("--connect URL and --key K go together", "--connect", "http://localhost:1")]
    [InlineData("\"worse\"", "--ladder", "worse")]
    [InlineData("such as 0.5@30s+60s", "--provider-drop", "0.5")]
    [InlineData("no deployment of the mesh has a capacity", "--provider-drop", "0.5@30s+60s")]
    [InlineData("'maybe' not recognized", "--provider-headers", "maybe")]
    [InlineData("such as acme/search@0s+60s", "--idle", "acme/chat@0s")]
    [InlineData("--idle is of real time", "--idle", "acme/chat@0s+60s")]
    [InlineData("--series: ", "--series", "/nowhere/at/all.csv")]
    public async Task Flags_that_cannot_be_end_with_2_or_3_and_say_what_would_be_right(string message, params string[] flags)
    {
        var run = await CliRun.Of(["replay", Trace(1), "--mesh", Mesh(), "--scope", "acme/chat", .. flags]);

        run.ExitCode.ShouldBeOneOf(ExitCode.Usage, ExitCode.BadInput);
        run.Error.ShouldContain(message);
        run.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--provider-drop is of real time", "--provider-drop", "0.5@3s+1s")]
    [InlineData("0.5@10s+1s begins after the run, which lasts 5 s at 2x", "--provider-drop", "0.5@10s+1s", "--speed", "2x")]
    [InlineData("acme/other asks for nothing in this run", "--idle", "acme/other@0s+60s", "--speed", "2x")]
    public async Task Spans_outside_the_run_end_with_2(string message, params string[] flags)
    {
        var mesh = Write("capacity.yaml", TestMesh.Yaml.Replace("id: a/large,", "id: a/large, capacity: [{rate: 100 requests per minute}],", StringComparison.Ordinal));

        var run = await CliRun.Of(["replay", Trace(11), "--mesh", mesh, "--scope", "acme/chat", .. flags]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(message);
    }

    [Fact]
    public async Task A_scope_that_is_idle_and_what_was_asked_for_show_in_report_and_series()
    {
        var series = Path.Combine(Path.GetDirectoryName(Mesh())!, "series.csv");

        var run = await CliRun.Of("replay", Trace(30), "--mesh", Mesh(), "--scope", "acme/chat", "--speed", "10x", "--gateways", "2", "--idle", "acme/chat@0s+1s", "--series", series, "--json");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        (run.Json.GetProperty("idle").GetInt64(), run.Json.GetProperty("requests").GetInt64(), run.Json.GetProperty("unsent").GetInt64()).ShouldBe((10, 20, 0));
        (await File.ReadAllLinesAsync(series)).ShouldContain(line => line.StartsWith("1,acme/chat,,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_scope_that_the_mesh_does_not_have_ends_with_2_and_lists_those_it_has()
    {
        var run = await CliRun.Of("replay", Trace(1), "--mesh", Mesh(), "--scope", "nobody");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("it has acme, acme/chat");
    }

    [Fact]
    public async Task A_bad_row_ends_with_3_and_names_file_line_and_column()
    {
        var trace = Write("bad.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.68,374,many\n");

        var run = await CliRun.Of("replay", trace, "--mesh", Mesh(), "--spread");

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("bad.csv:2: GeneratedTokens \"many\"");
    }

    [Fact]
    public async Task Half_the_money_is_spent_to_within_the_largest_hold_and_all_accounts_agree()
    {
        var run = await CliRun.Of(
            "replay", Trace(1_000), "--mesh", Mesh(), "--gateways", "3", "--scope", "acme/chat", "--ladder", "premium", "--cap-share", "0.5", "--json");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        var report = run.Json;
        string Text(string name) => report.GetProperty(name).GetString()!;
        string.Join(' ', report.EnumerateObject().Select(property => property.Name)).ShouldStartWith(
            "requests allowed downgraded denied truncated cap_usd billed_usd ledger_usd receipts_usd overspend_usd utilization largest_hold_usd held_usd_at_end stranded_usd_at_end peak_in_flight decision_ns slow_path_share syncs");
        (Text("overspend_usd"), Text("held_usd_at_end"), Text("stranded_usd_at_end")).ShouldBe(("0", "0", "0"));
        Text("billed_usd").ShouldBe(Text("ledger_usd"));
        Text("billed_usd").ShouldBe(Text("receipts_usd"));
        (Money.Parse(Text("cap_usd")) - Money.Parse(Text("billed_usd"))).ShouldBeLessThan(Money.Parse(Text("largest_hold_usd")));
        report.GetProperty("findings").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Runs_that_no_pattern_makes_end_with_2_and_say_what_to_add()
    {
        var run = await CliRun.Of("replay", Trace(1), "--mesh", Mesh(), "--scope", "acme/chat", "--spread-runs", "5");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("add one, such as \"acme/chat/run-*\"");
    }

    [Fact]
    public async Task Made_traffic_runs_without_a_file_and_the_report_tells_what_bounds_have_held()
    {
        var run = await CliRun.Of(
            "replay", "--made", "heavy-tail", "--requests", "200", "--mesh", Mesh(), "--scope", "acme/chat", "--bounds", "learned", "--gateways", "2", "--json");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Json.GetProperty("bound").GetProperty("cold").GetInt64().ShouldBe(run.Json.GetProperty("allowed").GetInt64() + run.Json.GetProperty("downgraded").GetInt64());
        run.Json.GetProperty("mean_held_usd").GetString().ShouldBe(run.Json.GetProperty("mean_held_fixed_4096_usd").GetString());
    }

    [Fact]
    public async Task Rows_out_of_order_are_warned_of_and_the_report_is_in_words_without_json()
    {
        var trace = Write("t.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:47,3,4\n2023-11-16 18:15:46,3,4\n");

        var run = await CliRun.Of("replay", trace, "--mesh", Mesh(), "--spread", "--gateways", "2");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Error.ShouldContain("1 rows go back in time");
        run.Out.ShouldContain("No cap was overspent.");
    }

    private string Mesh() => Write("mesh.yaml", TestMesh.Yaml);

    private string Trace(int requests) => Write("trace.csv", TestMesh.Trace(requests));
}
