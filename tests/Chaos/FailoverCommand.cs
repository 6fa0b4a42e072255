using System.CommandLine;
using System.Globalization;
using BudgetMesh.Cli;

namespace BudgetMesh.Chaos;

/// <summary>How long owners are away when a silo is killed.</summary>
internal static class FailoverCommand
{
    public static Command Create()
    {
        // One must be left to answer.
        var silos = ChaosOptions.Silos(least: 2);
        var kills = SharedOptions.Number("--kills", "How many silos are killed, one after the other.", usual: 10, least: 1, most: 1_000);
        var scopes = SharedOptions.Number("--scopes", "How many scopes have owners.", usual: 60, least: 1, most: 10_000);
        var seed = ChaosOptions.Seed("Decides who is killed.");
        var engine = ChaosOptions.Engine();
        var json = SharedOptions.Json();
        var command = new Command("failover", "Kills a silo and measures until every owner answers again through one of the others.") { silos, kills, scopes, seed, engine, json };
        command.SetAction((result, stop) => ChaosOptions.RunAsync(async terminal =>
        {
            var run = new FailoverRun(result.GetValue(silos), result.GetValue(kills), result.GetValue(scopes), result.GetValue(seed), result.GetValue(engine), terminal.Error);
            var report = await run.RunAsync(stop);
            if (result.GetValue(json))
                terminal.WriteJson(report);
            else
                terminal.Out.WriteLine(Words(report));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static string Words(FailoverReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Kills} kills on the {report.Engine} engine: all {report.Scopes} owners answered again after {report.MedianS:0.00} s (median), {report.LongestS:0.00} s at most; the longest call took {report.LongestCallS:0.00} s, and {report.FailedCalls} were refused.");
}
