using System.CommandLine;
using System.Globalization;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh top</c>: what is spent, used and refused, live.</summary>
internal static class TopCommand
{
    public static Command Create(Terminal terminal)
    {
        var scope = new Option<string?>("--scope") { Description = "Only this scope and all below it, and what was refused there.", HelpName = "PATH" };
        var once = new Option<bool>("--once") { Description = "Print one frame as plain text and end; so it does where standard error is no terminal." };
        var command = new Command("top", "Watches budgets, limits, deployments and the last refusals, the most urgent first; ends with Ctrl-C.") { scope, once };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var only = SharedOptions.ScopeOf(result.GetValue(scope));
            using var admin = silo.Connect(result, terminal);
            if (terminal.IsErrorTerminal && !result.GetValue(once))
            {
                await new TopScreen(terminal.Live()).RunAsync(stop => TopSnapshot.ReadAsync(admin, only, TimeProvider.System.GetUtcNow(), stop), cancellation);
                return ExitCode.Ok;
            }

            var snapshot = await TopSnapshot.ReadAsync(admin, only, TimeProvider.System.GetUtcNow(), cancellation);
            foreach (var line in TopPage.Draw(snapshot, WidthOf(terminal), int.MaxValue))
                terminal.Out.WriteLine(line.Text);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>A file has no width, unless somebody says so.</summary>
    private static int WidthOf(Terminal terminal) =>
        int.TryParse(terminal.Variable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0 ? columns : int.MaxValue;
}
