using System.CommandLine;
using System.Diagnostics;

namespace BudgetMesh.Bench.Gateways;

/// <summary><c>gateway</c>: what a request pays for going through BudgetMesh's gateway, or another.</summary>
internal static class GatewayCommand
{
    private static readonly int[] Connections = [1, 64];

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Rounds after the warm-up; the median of each figure is reported.", DefaultValueFactory = _ => 7 };
        var seconds = new Option<int>("--seconds") { Description = "How long each way is driven in a round, at each number of connections.", DefaultValueFactory = _ => 3 };
        var command = new Command("gateway", "Chat completions of a fake provider, which wrk asks for directly, through nginx, through Portkey's gateway and through BudgetMesh's, in turn.") { rounds, seconds };
        command.SetAction(async (result, cancellation) =>
        {
            var root = Root();
            using (var install = Process.Start("bash", [Path.Combine(root, "eng", "bench.sh"), "install"]))
            {
                await install.WaitForExitAsync(cancellation);
                if (install.ExitCode != 0)
                    return 2;
            }

            await using var town = await GatewayTown.StartAsync(Path.Combine(root, "artifacts", "bench-gateways"), cancellation);
            using var bench = new GatewayBench(town);
            foreach (var connections in Connections)
                await bench.RunAsync(round: 0, connections, 2 * result.GetValue(seconds), cancellation);
            var done = new List<GatewayRound>();
            for (var round = 0; round < result.GetValue(rounds); round++)
            {
                foreach (var connections in Connections)
                    done.Add(await bench.RunAsync(round, connections, result.GetValue(seconds), cancellation));
            }

            var report = new GatewayReport(done);
            Console.WriteLine(report.ToMarkdown());
            var (served, books) = (bench.Served(GatewayReport.Ours), await town.CloseBooksAsync(cancellation));
            Console.WriteLine($"{served} requests of BudgetMesh reached the upstream, warm-up included; {books.Receipts} receipts of {books.Receipted} USD, {books.Spent} USD spent, {books.Held} USD held.");
            foreach (var complaint in report.Complaints)
                Console.WriteLine(complaint);
            return report.HoldsTheBar && books.AgreeWith(served) && !report.Complaints.Any() ? 0 : 1;
        });
        return command;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BudgetMesh.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("the repository");
    }
}
