using System.CommandLine;
using BudgetMesh.Bench;
using BudgetMesh.Bench.Agents;
using BudgetMesh.Bench.Gateways;

var json = new Option<bool>("--json") { Description = "Print one JSON object." };
var rounds = new Option<int>("--rounds") { Description = "Rounds after the warm-up; the median of each figure is reported.", DefaultValueFactory = _ => 9 };
var operations = new Option<int>("--operations") { Description = "Operations of a round.", DefaultValueFactory = _ => 200_000 };
var routed = new Option<bool>("--routed") { Description = "With policy rules, paced budgets and learned output bounds." };
var limited = new Option<bool>("--limited") { Description = "With two limits on a scope, and two of the deployment's capacity." };
var journal = new Option<bool>("--journal") { Description = "With a journal, in a temporary folder." };
var gate = new Command("gate", "A full decision (a ladder of 3, 3 levels of hard USD budgets, the hold made) and its settlement by counts, each measured alone.") { json, rounds, operations, routed, limited, journal };
gate.SetAction(async (result, cancellation) =>
{
    var directory = result.GetValue(journal) ? Directory.CreateTempSubdirectory("budgetmesh-bench-") : null;
    BenchReport report;
    await using (var bench = await GateBench.StartAsync(result.GetValue(routed), result.GetValue(limited), directory?.FullName, cancellation))
        report = bench.Run(result.GetValue(rounds), result.GetValue(operations));
    directory?.Delete(recursive: true);
    Console.WriteLine(result.GetValue(json) ? report.ToJson() : report.ToText());
    return report.HoldsTheBar ? 0 : 1;
});
var root = new RootCommand("Measures what a gateway pays for BudgetMesh.") { gate, AgentCommand.Create(), GatewayCommand.Create() };
// After Ctrl-C there are servers to be ended, and their folders to be removed.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });
