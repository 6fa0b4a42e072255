using System.CommandLine;
using System.Globalization;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh adjustments</c>: who changed what a scope may spend, and why.</summary>
internal static class AdjustmentsCommand
{
    public static Command Create(Terminal terminal)
    {
        var scope = new Argument<string>("SCOPE") { Description = "The scope, without those below it." };
        var json = SharedOptions.Json();
        var command = new Command("adjustments", "Lists the adjustments of a scope's budgets, the newest first.") { scope, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var path = SharedOptions.RequiredScope(result.GetRequiredValue(scope));
            using var admin = silo.Connect(result, terminal);
            var found = await admin.AdjustmentsAsync(path, cancellation);
            if (result.GetValue(json))
            {
                terminal.WriteJson(found);
            }
            else
            {
                terminal.WriteTable(
                    ["AT", "BUDGET", "WINDOW", "KIND", "AMOUNT", "REASON", "AUTHOR", "ID"],
                    found.Adjustments.Select(row => new[]
                    {
                        row.At.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture), row.Budget, row.Window.ToString(CultureInfo.InvariantCulture),
                        row.Kind, row.Amount.ToString(), row.Reason, row.Author, row.Id,
                    }));
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
