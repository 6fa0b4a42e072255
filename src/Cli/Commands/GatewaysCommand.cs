using System.CommandLine;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh gateways</c>: who syncs, and the end of who no longer does.</summary>
internal static class GatewaysCommand
{
    public static Command Create(Terminal terminal) => new("gateways", "Lists gateways; retires those that are gone.")
    {
        List(terminal),
        Retire(terminal),
    };

    private static Command List(Terminal terminal)
    {
        var json = SharedOptions.Json();
        var command = new Command("list", "Lists the gateways that the silo has heard of lately, the last heard first.") { json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var list = await admin.GatewaysAsync(cancellation);
            if (result.GetValue(json))
            {
                terminal.WriteJson(list);
            }
            else
            {
                terminal.WriteTable(
                    ["INCARNATION", "LAST HEARD", "SYNCS", "KEY"],
                    list.Gateways.Select(gateway => new[] { gateway.Incarnation, $"{gateway.LastSyncAt:yyyy-MM-dd HH:mm:ss}", $"{gateway.Syncs}", gateway.Key }));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Retire(Terminal terminal)
    {
        var id = new Argument<string>("ID") { Description = "The incarnation, as gateways list or holds shows it." };
        var json = SharedOptions.Json();
        var command = new Command("retire", "Says that a gateway's process is gone for good. What it had free or held is forfeited, for nobody knows what it spent.") { id, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var retired = await admin.RetireGatewayAsync(result.GetRequiredValue(id), cancellation);
            if (result.GetValue(json))
                terminal.WriteJson(retired);
            else
                terminal.Out.WriteLine($"{retired.Incarnation} is closed in {string.Join(", ", retired.Scopes)}");
            return ExitCode.Ok;
        });
        return command;
    }
}
