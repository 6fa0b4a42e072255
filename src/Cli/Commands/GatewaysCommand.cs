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
        var scopes = new Option<bool>("--scopes") { Description = "A line for each budget of which a gateway has anything." };
        var json = SharedOptions.Json();
        var command = new Command("list", "Lists the gateways that the silo has heard of lately or that have anything: what is free, held and forfeited of them.") { scopes, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var eachBudget = result.GetValue(scopes);
            var list = await admin.GatewaysAsync(eachBudget, cancellation);
            if (result.GetValue(json))
                terminal.WriteJson(list);
            else if (eachBudget)
                terminal.WriteTable(["INCARNATION", "STATE", "SCOPE", "BUDGET", "FREE", "HELD", "FORFEITED"], list.Gateways.SelectMany(Budgets));
            else
                terminal.WriteTable(["INCARNATION", "STATE", "LAST HEARD", "SYNCS", "UNIT", "FREE", "HELD", "FORFEITED", "KEY"], list.Gateways.SelectMany(Sums));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>A line for each unit; one without, where it has nothing.</summary>
    private static IEnumerable<string[]> Sums(GatewayState gateway) => gateway.Sums.Count == 0
        ? [[.. Who(gateway), "", "0", "0", "0", gateway.Key ?? ""]]
        : gateway.Sums.Select(sum => (string[])[.. Who(gateway), sum.Unit, sum.Free.ToString(), sum.Held.ToString(), sum.Forfeited.ToString(), gateway.Key ?? ""]);

    private static string[] Who(GatewayState gateway) =>
        [gateway.Incarnation, gateway.State, gateway.LastSyncAt is { } at ? $"{at:yyyy-MM-dd HH:mm:ss}" : "-", $"{gateway.Syncs}"];

    private static IEnumerable<string[]> Budgets(GatewayState gateway) => (gateway.Budgets ?? []).Select(budget => (string[])
        [gateway.Incarnation, gateway.State, budget.Scope, budget.Budget, budget.Free.ToString(), budget.Held.ToString(), budget.Forfeited.ToString()]);

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
