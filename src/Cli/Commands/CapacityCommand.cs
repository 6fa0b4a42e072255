using System.CommandLine;
using System.Globalization;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh capacity</c>: what deployments can take, who has it, and whether they answer.</summary>
internal static class CapacityCommand
{
    public static Command Create(Terminal terminal)
    {
        var deployment = new Option<string?>("--deployment") { Description = "Only this one, with what each scope has of it.", HelpName = "ID" };
        var json = SharedOptions.Json();
        var command = new Command("capacity", "Lists deployments with their capacity: what the provider lets pass, what is lent, used, reserved and borrowed.") { deployment, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var only = result.GetValue(deployment);
            var capacity = await admin.CapacityAsync(only, cancellation);
            if (result.GetValue(json))
                terminal.WriteJson(capacity);
            else
                Print(terminal, capacity, withClaims: only is not null);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(Terminal terminal, CapacityView capacity, bool withClaims)
    {
        terminal.WriteTable(
            ["DEPLOYMENT", "CIRCUIT", "LIMIT", "UNIT", "AMOUNT", "USABLE", "LENT", "USED", "ASKED", "RESERVED", "BORROWED", ""],
            from deployment in capacity.Deployments
            from limit in deployment.Limits.DefaultIfEmpty()
            select (string[])
            [
                deployment.Deployment, LimitWords.CircuitOf(deployment.Circuit), limit?.Limit ?? "", limit is null ? "not limited" : LimitWords.UnitOf(limit.Unit),
                .. Numbers(limit?.Amount, limit?.Usable, limit?.Lent, limit?.Used, limit?.Asked, limit?.Reserved, limit?.Borrowed), deployment.Learning && limit is not null ? "learning" : "",
            ]);
        var claims = withClaims ? capacity.Deployments.SelectMany(static deployment => deployment.Limits).SelectMany(static limit => limit.Claims.Select(claim => (limit.Limit, Claim: claim))).ToList() : [];
        if (claims.Count == 0)
            return;
        terminal.Out.WriteLine();
        terminal.WriteTable(
            ["LIMIT", "SCOPE", "PRIORITY", "WEIGHT", "RESERVED", "TARGET", "LENT", "USED", "ASKED", "GATEWAYS"],
            claims.Select(static of => (string[])
            [
                of.Limit, of.Claim.Scope, of.Claim.Priority, .. Numbers(of.Claim.Weight, of.Claim.Reserved, of.Claim.Target, of.Claim.Lent, of.Claim.Used, of.Claim.Asked, of.Claim.Gateways),
            ]));
    }

    private static IEnumerable<string> Numbers(params long?[] numbers) => numbers.Select(static number => number?.ToString(CultureInfo.InvariantCulture) ?? "");
}
