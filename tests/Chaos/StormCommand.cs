using System.CommandLine;
using BudgetMesh.Cli;

namespace BudgetMesh.Chaos;

/// <summary>Trouble, or an upgrade, under traffic.</summary>
internal static class StormCommand
{
    public static RootCommand Create()
    {
        var silos = ChaosOptions.Silos(least: 1);
        var gateways = SharedOptions.Number("--gateways", "How many gates.", usual: 6, least: 1, most: 100);
        var minutes = new Option<decimal>("--minutes") { Description = "How long there is trouble.", DefaultValueFactory = _ => 3 };
        var seed = ChaosOptions.Seed("Decides who is killed and paused, when and for how long, and what the gates are asked.");
        var engine = ChaosOptions.Engine();
        var trace = new Option<FileInfo?>("--trace") { Description = "CSV with the columns TIMESTAMP, ContextTokens, GeneratedTokens; else traffic is made.", HelpName = "FILE" };
        var speed = SharedOptions.Speed("How many times faster than the trace.", usual: "10x");
        var from = new Option<string?>("--upgrade-from") { Description = "Instead of trouble: silos of the build of this tag give way to those of this build, one after the other.", HelpName = "TAG" };
        var log = new Option<bool>("--log") { Description = "Print what gates warn of." };
        var json = SharedOptions.Json();
        var root = new RootCommand("Kills, pauses and restarts silos and their PostgreSQL while gates go on, and compares the provider's bill with the books; ends with 1 where they differ.")
        {
            silos, gateways, minutes, seed, engine, trace, speed, from, log, json,
        };
        root.Validators.Add(result =>
        {
            if (result.GetValue(minutes) is < 0.1m or > 1_440m)
                result.AddError("--minutes is from 0.1 to 1440");
            if (result.GetResult(speed) is { Implicit: false } && result.GetValue(speed).Factor is null)
                result.AddError("--speed: requests come when the trace says so: write how many times faster, such as 10x");
        });
        root.SetAction((result, stop) => ChaosOptions.RunAsync(async terminal =>
        {
            var length = TimeSpan.FromMinutes((double)result.GetValue(minutes));
            var factor = result.GetValue(speed);
            var traffic = StormTraffic.Read(result.GetValue(trace), length, factor, result.GetValue(seed));
            using var old = result.GetValue(from) is { } tag ? await OldBuild.MakeAsync(tag, stop) : null;
            var options = new StormOptions(
                result.GetValue(silos), result.GetValue(gateways), length, result.GetValue(seed), traffic, factor, result.GetValue(engine), old?.Folder);
            var report = await new StormRun(options, terminal.Error, result.GetValue(log)).RunAsync(stop);
            if (result.GetValue(json))
                terminal.WriteJson(report);
            else
                StormWords.Of(report).ToList().ForEach(terminal.Out.WriteLine);
            return report.Findings.Count > 0 ? ExitCode.ProblemFound : ExitCode.Ok;
        }));
        return root;
    }
}
