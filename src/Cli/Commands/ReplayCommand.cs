using System.CommandLine;
using System.Text.Json;
using BudgetMesh.Replay;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh replay</c>: a trace through real gates and a real silo, against a provider that keeps its own bill.</summary>
internal static class ReplayCommand
{
    public static Command Create(Terminal terminal)
    {
        var arguments = new ReplayArguments();
        var command = new Command("replay", "Sends a trace through gates to a fake provider and compares its bill with the books; ends with 1 where they differ.");
        arguments.AddTo(command);
        command.SetAction((result, stop) => RunAsync(arguments, result, terminal, stop));
        return command;
    }

    private static async Task<int> RunAsync(ReplayArguments arguments, ParseResult result, Terminal terminal, CancellationToken stop)
    {
        var trace = result.GetValue(arguments.Made) is { } shape
            ? TrafficShape.ByName[shape].Make(result.GetValue(arguments.Requests), result.GetValue(arguments.Seed))
            : ReadTrace(result.GetRequiredValue(arguments.Trace)!, terminal);
        var scope = result.GetValue(arguments.Scope) is { } path ? ScopePath.Parse(path) : (ScopePath?)null;
        using var series = result.GetValue(arguments.Capacity.Series) is { } file ? new SeriesOutput(file) : null;
        ReplayOptions Options(MeshInput mesh, string? ladder) => arguments.Capacity.AddTo(new(trace, [.. ReplayPreparation.Payers(mesh, scope)], result.GetValue(arguments.Speed), result.GetValue(arguments.Seed))
        {
            Ladder = ladder,
            InFlight = result.GetValue(arguments.InFlight),
            Runs = result.GetValue(arguments.SpreadRuns),
            RunPrefix = result.GetValue(arguments.SpreadRuns) is null ? "" : ReplayPreparation.RunPrefix(mesh, scope!.Value),
        }, mesh, result);

        var gateways = result.GetValue(arguments.Gateways);
        var ladder = result.GetValue(arguments.Ladder);
        ReplayReport report;
        if (result.GetValue(arguments.Connect) is { } url)
        {
            using var admin = new AdminClient(SiloOptionSet.ParseUrl(url), AdminKey(arguments, result, terminal));
            var silo = new SiloAccess(SiloOptionSet.ParseUrl(url), result.GetRequiredValue(arguments.Key)!, admin);
            var mesh = await ReplayPreparation.FetchAsync(silo.Url, silo.GatewayKey, stop);
            if (ladder is not null && !mesh.Plan.Ladders.ContainsKey(ladder))
                throw CliException.Usage($"--ladder: the silo's mesh has no ladder \"{ladder}\"; it has {string.Join(", ", mesh.Plan.Ladders.Keys.Order(StringComparer.Ordinal))}");
            report = await ReplayProgress.WatchAsync(new ReplaySession(silo, mesh, Options(mesh, ladder), gateways, terminal.Error) { Series = series }, terminal, stop);
        }
        else
        {
            var (mesh, own) = ReplayPreparation.Change(MeshInput.Read(result.GetRequiredValue(arguments.Mesh)!), trace, scope, ladder, result.GetValue(arguments.CapShare), result.GetValue(arguments.Bounds), result.GetValue(arguments.SpreadRuns));
            var options = Options(mesh, own);
            await using var silo = await TemporarySilo.StartAsync(mesh, terminal.Error, stop);
            report = await ReplayProgress.WatchAsync(new ReplaySession(silo.Access, mesh, options, gateways, terminal.Error) { StoreBytes = silo.StoreBytes, Series = series }, terminal, stop);
        }

        Print(report, result.GetValue(arguments.Json), terminal);
        return report.Findings.Count > 0 ? ExitCode.ProblemFound : stop.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Ok;
    }

    private static void Print(ReplayReport report, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(report, ReplayJson.Default.ReplayReport));
            return;
        }

        foreach (var line in ReplayWords.Of(report))
            terminal.Out.WriteLine(line);
    }

    private static Trace ReadTrace(FileInfo file, Terminal terminal)
    {
        using var csv = InputFile.OpenText(file);
        try
        {
            var trace = Trace.Read(csv, file.ToString());
            if (trace.OutOfOrder > 0)
                terminal.Error.WriteLine($"budgetmesh: warning: {file}: {trace.OutOfOrder} rows go back in time; all were put in order");
            return trace;
        }
        catch (TraceException wrong)
        {
            throw CliException.BadInput(wrong.Message);
        }
    }

    private static string AdminKey(ReplayArguments arguments, ParseResult result, Terminal terminal) =>
        result.GetValue(arguments.AdminKey) ?? terminal.Variable("BUDGETMESH_KEY")
        ?? throw CliException.Usage("an admin key is needed to read the books: give --admin-key or set BUDGETMESH_KEY");
}
