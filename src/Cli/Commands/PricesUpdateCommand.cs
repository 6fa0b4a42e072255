using System.CommandLine;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh prices update</c>: puts a price list in force.</summary>
internal static class PricesUpdateCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A price list." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only check it against the mesh in force." };
        var json = SharedOptions.Json();
        var command = new Command("update", "Checks a price list and puts it in force; settled requests keep their price.") { file, dryRun, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            PriceListFile.Read(result.GetRequiredValue(file));
            using var admin = silo.Connect(result, terminal);
            var applied = await admin.ApplyPricesAsync(InputFile.ReadBytes(result.GetRequiredValue(file)), result.GetValue(dryRun), cancellation);
            if (result.GetValue(json))
            {
                terminal.WriteJson(applied);
            }
            else
            {
                terminal.Out.WriteLine(applied switch
                {
                    { DryRun: true } => "the price list fits the mesh in force; nothing was applied",
                    { Applied: false } => $"nothing changes: version {applied.Version} says the same",
                    _ => $"version {applied.Version} of the prices is in force",
                });
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
