using System.CommandLine;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh apply</c>: puts a mesh file in force, and the price list that it names.</summary>
internal static class ApplyCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Option<FileInfo>("--file", "-f") { Description = "The mesh file.", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would change." };
        var json = SharedOptions.Json();
        var command = new Command("apply", "Checks a mesh file and puts it in force, with the price list that it names.") { file, dryRun, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            // The file is checked before anybody is asked: its faults are found without a silo, too.
            var mesh = MeshInput.Read(result.GetRequiredValue(file));
            using var admin = silo.Connect(result, terminal);
            var yaml = InputFile.ReadText(result.GetRequiredValue(file));
            var applied = result.GetValue(dryRun)
                ? await admin.CheckMeshAsync(yaml, mesh.PriceList, cancellation)
                : await ApplyAsync(admin, yaml, mesh.PriceList, cancellation);
            if (result.GetValue(json))
                terminal.WriteJson(applied);
            else
                Print(terminal, applied);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Prices first: a mesh is in force only together with prices for all of its deployments.</summary>
    private static async Task<AppliedState> ApplyAsync(AdminClient admin, string yaml, byte[]? list, CancellationToken cancellation)
    {
        if (list is not null)
            await admin.ApplyPricesAsync(list, dryRun: false, cancellation);
        return await admin.ApplyMeshAsync(yaml, cancellation);
    }

    private static void Print(Terminal terminal, AppliedState applied)
    {
        foreach (var change in applied.Changes)
            terminal.Out.WriteLine(change);
        terminal.Out.WriteLine(applied switch
        {
            { Changes.Count: 0 } => $"nothing changes: version {applied.Version} says the same",
            { DryRun: true } => $"{applied.Changes.Count} changes to version {applied.Version}; nothing was applied",
            _ => $"version {applied.Version} is in force",
        });
    }
}
