using System.CommandLine;
using System.Globalization;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh limits</c>: rates and concurrency of scopes, as the owners of the limits see them now.</summary>
internal static class LimitsCommand
{
    public static Command Create(Terminal terminal)
    {
        var scope = new Option<string?>("--scope") { Description = "Only this scope, though a request may have made it, and all below it that the mesh names.", HelpName = "PATH" };
        var json = SharedOptions.Json();
        var command = new Command("limits", "Lists the limits of scopes: what is allowed, lent, used and asked for, in a minute or at once.") { scope, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var limits = await admin.LimitsAsync(SharedOptions.ScopeOf(result.GetValue(scope)), cancellation);
            if (result.GetValue(json))
                terminal.WriteJson(limits);
            else
                terminal.WriteTable(["SCOPE", "LIMIT", "UNIT", "AMOUNT", "BURST", "LENT", "USED", "ASKED", "GATEWAYS", ""], limits.Scopes.SelectMany(Rows));
            return ExitCode.Ok;
        });
        return command;
    }

    private static IEnumerable<string[]> Rows(ScopeLimitsView scope) => scope.Limits.Select(limit => (string[])
    [
        scope.Scope, limit.Limit, LimitWords.UnitOf(limit.Unit), .. Numbers(limit.Amount, limit.Burst, limit.Lent, limit.Used, limit.Asked, limit.Claims.Sum(static claim => claim.Gateways)),
        scope.Learning ? "learning" : "",
    ]);

    private static IEnumerable<string> Numbers(params long[] numbers) => numbers.Select(static number => number.ToString(CultureInfo.InvariantCulture));
}
