using System.CommandLine;
using BudgetMesh.Chaos;
using BudgetMesh.Cli;

var silos = SharedOptions.Number("--silos", "How many silos, each a process.", usual: 3, least: 1, most: 20);
var gateways = SharedOptions.Number("--gateways", "How many gates.", usual: 6, least: 1, most: 100);
var minutes = new Option<decimal>("--minutes") { Description = "How long there is trouble.", DefaultValueFactory = _ => 3 };
var seed = new Option<int>("--seed") { Description = "Decides who is killed and paused, when and for how long, and what the gates are asked.", DefaultValueFactory = _ => 1 };
var trace = new Option<FileInfo?>("--trace") { Description = "CSV with the columns TIMESTAMP, ContextTokens, GeneratedTokens; else traffic is made.", HelpName = "FILE" };
var speed = SharedOptions.Speed("How many times faster than the trace.", usual: "10x");
var log = new Option<bool>("--log") { Description = "Print what gates warn of." };
var json = SharedOptions.Json();
var root = new RootCommand("Kills, pauses and restarts silos and their PostgreSQL while gates go on, and compares the provider's bill with the books; ends with 1 where they differ.")
{
    silos, gateways, minutes, seed, trace, speed, log, json,
};
root.Validators.Add(result =>
{
    if (result.GetValue(minutes) is < 0.1m or > 1_440m)
        result.AddError("--minutes is from 0.1 to 1440");
    if (result.GetResult(speed) is { Implicit: false } && result.GetValue(speed).Factor is null)
        result.AddError("--speed: requests come when the trace says so: write how many times faster, such as 10x");
});
root.SetAction(async (result, stop) =>
{
    var terminal = Terminal.OfProcess();
    if (PostgresServer.Missing is { } missing)
    {
        terminal.Error.WriteLine($"chaos: {missing}");
        return ExitCode.NoStore;
    }

    try
    {
        var length = TimeSpan.FromMinutes((double)result.GetValue(minutes));
        var factor = result.GetValue(speed);
        var traffic = StormTraffic.Read(result.GetValue(trace), length, factor, result.GetValue(seed));
        var options = new StormOptions(result.GetValue(silos), result.GetValue(gateways), length, result.GetValue(seed), traffic, factor);
        var report = await new StormRun(options, terminal.Error, result.GetValue(log)).RunAsync(stop);
        if (result.GetValue(json))
            terminal.WriteJson(report);
        else
            StormWords.Of(report).ToList().ForEach(terminal.Out.WriteLine);
        return report.Findings.Count > 0 ? ExitCode.ProblemFound : ExitCode.Ok;
    }
    catch (OperationCanceledException)
    {
        terminal.Error.WriteLine("chaos: stopped");
        return ExitCode.Interrupted;
    }
    catch (CliException failure)
    {
        terminal.Error.WriteLine($"chaos: {failure.Message}");
        return failure.ExitCode;
    }
});
// Long enough to end every process that was started.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
