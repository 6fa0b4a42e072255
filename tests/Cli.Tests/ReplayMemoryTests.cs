namespace BudgetMesh.Cli.Tests;

/// <summary>Not beside other tests: it measures how much memory there is in the process.</summary>
[CollectionDefinition(nameof(ReplayMemoryTests), DisableParallelization = true)]
[Collection(nameof(ReplayMemoryTests))]
public sealed class ReplayMemoryTests : TempFiles
{
    [Fact]
    public async Task Twenty_thousand_runs_of_one_request_each_overspend_nothing_and_leave_nothing_in_memory()
    {
        var mesh = Write("runs.yaml", TestMesh.Yaml.Replace("prices:", "  acme/*/run-*:\n    budgets:\n      - {name: total, amount: 0.5 USD, period: total}\nprices:", StringComparison.Ordinal).Replace("50 USD", "5000 USD", StringComparison.Ordinal).Replace("100 USD", "9000 USD", StringComparison.Ordinal));

        var run = await CliRun.Of("replay", Write("trace.csv", TestMesh.Trace(500)), "--mesh", mesh, "--scope", "acme/chat", "--spread-runs", "20000", "--in-flight", "128", "--json");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        var runs = run.Json.GetProperty("run_scopes");
        (runs.GetProperty("pattern").GetString(), runs.GetProperty("made").GetInt64(), run.Json.GetProperty("requests").GetInt64()).ShouldBe(("acme/*/run-*", 20_000, 20_000));
        (run.Json.GetProperty("overspend_usd").GetString(), run.Json.GetProperty("findings").GetArrayLength()).ShouldBe(("0", 0));
        runs.GetProperty("ledger_usd").GetString().ShouldBe(run.Json.GetProperty("billed_usd").GetString());
        runs.GetProperty("writes_each").GetDecimal().ShouldBeInRange(2m, 2.5m);
        runs.GetProperty("store_bytes_each").GetInt64().ShouldBeInRange(500, 4_000);
        (runs.GetProperty("managed_bytes_at_end").GetInt64() - runs.GetProperty("managed_bytes_at_10_percent").GetInt64()).ShouldBeLessThan(18_000 * 1_000);
    }
}
