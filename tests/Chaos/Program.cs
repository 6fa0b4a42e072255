using BudgetMesh.Chaos;

var root = StormCommand.Create();
root.Subcommands.Add(FailoverCommand.Create());
// Long enough to end every process that was started.
return await root.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
