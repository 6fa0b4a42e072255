using System.CommandLine;
using System.Reflection;
using BudgetMesh.Mesh;
using BudgetMesh.Replay;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh demo</c>: made traffic of three teams against their caps, watched live. Needs no file.</summary>
internal static class DemoCommand
{
    private const int Requests = 10_000, Gateways = 8;

    public static Command Create(Terminal terminal)
    {
        var speed = SharedOptions.Speed("max, or how many times faster than the traffic: 75x takes half a minute.", usual: "75x");
        var seed = new Option<int>("--seed") { Description = "Makes the traffic.", DefaultValueFactory = _ => 1 };
        var command = new Command("demo", "Runs a server, eight gateways and three teams with half an hour of made traffic; needs no file.") { speed, seed };
        command.SetAction((result, stop) => RunAsync(result.GetValue(speed), result.GetValue(seed), terminal, stop));
        return command;
    }

    private static async Task<int> RunAsync(ReplaySpeed speed, int seed, Terminal terminal, CancellationToken stop)
    {
        var mesh = ReadMesh();
        var trace = TrafficShape.AzureConversation.Make(Requests, seed);
        var options = new ReplayOptions(trace, [.. ReplayPreparation.Payers(mesh, scope: null)], speed, seed);
        terminal.Out.WriteLine($"{Requests} requests of a conversation service, made after the Azure LLM inference trace of 2023, from three teams through {Gateways} gateways.");
        terminal.Out.WriteLine("chat has money enough; search has not, and is led to cheaper models in time; agents has not and accepts no other model.");
        await using var silo = await TemporarySilo.StartAsync(mesh, terminal.Error, stop);
        var report = await DemoTable.WatchAsync(new ReplaySession(silo.Access, mesh, options, Gateways, silo.StoreBytes), mesh, terminal, stop);
        foreach (var line in ReplayWords.Of(report))
            terminal.Out.WriteLine(line);
        return report.Findings.Count > 0 ? ExitCode.ProblemFound : stop.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Ok;
    }

    private static MeshInput ReadMesh()
    {
        using var yaml = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("demo.yaml")!);
        return MeshFile.TryRead(yaml.ReadToEnd(), out var config, out _, out var problems)
            ? MeshInput.Of(config, priceList: null, "demo.yaml")
            : throw new InvalidOperationException($"demo.yaml:{problems[0]}");
    }
}
