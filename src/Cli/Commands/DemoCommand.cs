using System.CommandLine;
using System.Reflection;
using BudgetMesh.Mesh;
using BudgetMesh.Replay;
using NodaTime;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh demo</c>: a month of three teams against their caps, watched live. Needs no file.</summary>
internal static class DemoCommand
{
    private const int Requests = 10_000, Gateways = 8;

    public static Command Create(Terminal terminal)
    {
        var speed = SharedOptions.Speed("How many times faster than the traffic: 75x takes half a minute.", usual: "75x");
        var seed = new Option<int>("--seed") { Description = "Makes the traffic.", DefaultValueFactory = _ => 1 };
        var command = new Command("demo", "Runs a server, eight gateways and three teams through a month that takes half a minute; needs no file.") { speed, seed };
        command.SetAction((result, stop) => RunAsync(result.GetValue(speed), result.GetValue(seed), terminal, stop));
        return command;
    }

    private static async Task<int> RunAsync(ReplaySpeed speed, int seed, Terminal terminal, CancellationToken stop)
    {
        if (speed.Factor is null)
            throw CliException.Usage("demo --speed: a month has to take some time; write how many times faster, such as 75x");
        var mesh = ReadMesh();
        var trace = TrafficShape.AzureConversation.Make(Requests, seed);
        var options = new ReplayOptions(trace, [.. DemoAskers.All.Select(static one => one.Asker)], speed, seed);
        var calendar = new DemoCalendar(SystemClock.Instance.GetCurrentInstant(), takes: speed.Scale(trace.Requests[^1].Arrival));
        terminal.Out.WriteLine($"A month in half a minute: {Requests} requests, made after the Azure LLM inference trace of 2023, from three teams through {Gateways} gateways.");
        terminal.Out.WriteLine("  support has too little for the best model alone, and is paced: summaries go to cheaper models first, people in a chat last.");
        terminal.Out.WriteLine("  legal has enough, and papers that may not leave the house: a rule keeps them on its own model.");
        terminal.Out.WriteLine("  agents may not go below the standard model: when their cap is spent they are refused, until finance gives more.");
        await using var silo = await TemporarySilo.StartAsync(mesh, terminal.Error, stop, calendar);
        var stage = new DemoStage(silo.Access, calendar);
        var session = new ReplaySession(silo.Access, mesh, options, Gateways, terminal.Error) { Starting = calendar.Begin };
        var report = await DemoTable.WatchAsync(session, mesh, stage, terminal, stop);
        IEnumerable<string> lines =
        [
            .. stage.Told, "Where the requests went:", .. DemoWords.Of(session.Tally!), "", .. ReplayWords.Of(report), .. await ExampleAsync(silo.Access.Admin),
        ];
        foreach (var line in lines)
            terminal.Out.WriteLine(line);
        return report.Findings.Count > 0 ? ExitCode.ProblemFound : stop.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Ok;
    }

    /// <summary>The last decision that pacing has led to a cheaper model, as <c>why</c> tells it; nothing where there was none.</summary>
    private static async Task<IReadOnlyList<string>> ExampleAsync(AdminClient admin)
    {
        await foreach (var receipt in admin.ReceiptsAsync("acme/support", from: null, to: null, decision: null, CancellationToken.None))
        {
            if (receipt.Ahead is not null)
                return ["", $"Every decision has a receipt. budgetmesh why {receipt.Decision} says:", .. ReceiptStory.Tell([receipt]).Select(static sentence => $"  {sentence}")];
        }

        return [];
    }

    private static MeshInput ReadMesh()
    {
        using var yaml = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("demo.yaml")!);
        return MeshFile.TryRead(yaml.ReadToEnd(), out var config, out _, out var problems)
            ? MeshInput.Of(config, priceList: null, "demo.yaml")
            : throw new InvalidOperationException($"demo.yaml:{problems[0]}");
    }
}
