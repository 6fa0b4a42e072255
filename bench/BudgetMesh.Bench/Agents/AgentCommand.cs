using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace BudgetMesh.Bench.Agents;

/// <summary><c>agent</c>: what a gateway in another process pays.</summary>
internal static class AgentCommand
{
    /// <summary>The bar: a decision at the median, in nanoseconds.</summary>
    private const long DecideP50Most = 60_000;

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Rounds after the warm-up; the median of each figure is reported.", DefaultValueFactory = _ => 7 };
        var operations = new Option<int>("--operations") { Description = "Decisions of a round.", DefaultValueFactory = _ => 3_000 };
        var others = new Option<bool>("--others") { Description = "Measure the standard HTTP clients of Python and Node as well, where they are installed." };
        var command = new Command("agent", "A decision over an agent's Unix socket, and its settlement, from .NET's HTTP client; beside them a call that does nothing.") { rounds, operations, others };
        command.SetAction(async (result, cancellation) =>
        {
            await using var town = await AgentTown.StartAsync(cancellation);
            using var bench = new AgentBench(town.Socket);
            for (var warm = 0; warm < 3; warm++)
                await bench.RunAsync(result.GetValue(operations));
            var done = new List<AgentRound>();
            for (var round = 0; round < result.GetValue(rounds); round++)
                done.Add(await bench.RunAsync(result.GetValue(operations)));
            var decide = Quantiles.Median(done.Select(round => round.Decide));
            Print(".NET decide", decide);
            Print(".NET settle", Quantiles.Median(done.Select(round => round.Settle)));
            Print(".NET nothing", Quantiles.Median(done.Select(round => round.Nothing)));
            if (result.GetValue(others))
            {
                await RunAsync("python3", "agent.py", town.Socket, cancellation);
                await RunAsync("node", "agent.mjs", town.Socket, cancellation);
            }

            return decide.P50 <= DecideP50Most ? 0 : 1;
        });
        return command;
    }

    private static void Print(string what, Quantiles q) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what,-16} p50 {q.P50 / 1e3,7:0.0} µs   p99 {q.P99 / 1e3,7:0.0} µs   p99.9 {q.P999 / 1e3,8:0.0} µs   max {q.Max / 1e3,8:0.0} µs"));

    private static async Task RunAsync(string program, string script, string socket, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(program, [Path.Combine(AppContext.BaseDirectory, "clients", script), socket]);
            await process.WaitForExitAsync(cancellation);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            Console.WriteLine($"{program}: not measured: {missing.Message}");
        }
    }
}
