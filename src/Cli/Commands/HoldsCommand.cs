using System.CommandLine;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh holds</c>: what is held and lent, by gateway.</summary>
internal static class HoldsCommand
{
    public static Command Create(Terminal terminal)
    {
        var scope = new Argument<string?>("PATH") { Description = "Only this scope and all below it.", Arity = ArgumentArity.ZeroOrOne };
        var json = SharedOptions.Json();
        var command = new Command("holds", "Lists what each gateway holds for open requests and has lent but free, as it last said.") { scope, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var holds = await admin.HoldsAsync(SharedOptions.ScopeOf(result.GetValue(scope)), cancellation).ToListAsync(cancellation);
            if (result.GetValue(json))
            {
                terminal.WriteJson(new { Holds = holds });
            }
            else
            {
                terminal.WriteTable(
                    ["SCOPE", "BUDGET", "GATEWAY", "STATE", "HELD", "FREE", "SPENT"],
                    holds.Select(hold => new[] { hold.Scope, hold.Budget, hold.Incarnation, hold.State, hold.Held.ToString(), hold.Free.ToString(), hold.Spent.ToString() }));
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
