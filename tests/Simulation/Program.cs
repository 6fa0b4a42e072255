using System.CommandLine;
using BudgetMesh.Simulation;
using BudgetMesh.Simulation.Month;
using BudgetMesh.Simulation.Scenarios;

var seeds = new Option<int>("--seeds") { Description = "How many seeds to run.", DefaultValueFactory = _ => 1000 };
var start = new Option<long>("--start") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
var canaries = new Option<bool>("--canaries") { Description = "Run every canary instead: each must be caught by the checker it was made for." };
var trace = new Option<bool>("--trace") { Description = "Run one seed, the one that --start names, and print what happens." };
var limits = new Option<bool>("--limits") { Description = "Give every seed limits, not one of many: slower, for longer runs." };
var month = new Option<bool>("--month") { Description = "Live through a month of made traffic instead, with pacing and without; --start is the seed." };
var json = new Option<bool>("--json") { Description = "Print one JSON object." };
var root = new RootCommand("Drives the production state machines through faults, by seed, and judges them by the protocol's invariants.") { seeds, start, canaries, trace, limits, month, json };
root.SetAction(result => result.GetValue(canaries) ? CanaryRun.Execute(result.GetValue(json))
    : result.GetValue(month) ? MonthTable.Execute((int)result.GetValue(start), result.GetValue(json))
    : result.GetValue(trace) ? SeedRun.Trace(result.GetValue(start), result.GetValue(limits))
    : SeedRun.Execute(result.GetValue(start), result.GetValue(seeds), result.GetValue(limits), result.GetValue(json)));
var scenarios = new Command("scenarios", "Lives through the scenarios in which limits are shared out among many gateways, and prints how much of them was used.") { seeds, json };
scenarios.SetAction(result => ScenarioTable.Execute(result.GetResult(seeds) is { Implicit: false } ? result.GetValue(seeds) : ScenarioTable.SeedsUsual, result.GetValue(json)));
root.Add(scenarios);
return root.Parse(args).Invoke();
