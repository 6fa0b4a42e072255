using System.CommandLine;
using BudgetMesh.Cli;
using BudgetMesh.Silo;

namespace BudgetMesh.Chaos;

/// <summary>Options and endings that the programs here have in common.</summary>
internal static class ChaosOptions
{
    public static Option<int> Silos(int least) => SharedOptions.Number("--silos", "How many silos, each a process.", usual: 3, least, most: 20);

    public static Option<int> Seed(string decides) => new("--seed") { Description = decides, DefaultValueFactory = _ => 1 };

    public static Option<OwnerEngine> Engine()
    {
        var engine = new Option<OwnerEngine>("--engine") { Description = "Who places owners: local (the silos, with --peers) or orleans.", DefaultValueFactory = _ => OwnerEngine.Local };
        engine.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<OwnerEngine>() == OwnerEngine.Orleans && !SiloEngine.HasOrleans)
                result.AddError("--engine orleans: this build has no Orleans (docs/decisions/0001-orleans-switch.md)");
        });
        return engine;
    }

    /// <summary>What a command does, and what it ends with when it cannot.</summary>
    public static async Task<int> RunAsync(Func<Terminal, Task<int>> run)
    {
        var terminal = Terminal.OfProcess();
        if (PostgresServer.Missing is { } missing)
        {
            terminal.Error.WriteLine($"chaos: {missing}");
            return ExitCode.NoStore;
        }

        try
        {
            return await run(terminal);
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
    }
}
