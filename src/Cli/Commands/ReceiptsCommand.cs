using System.CommandLine;
using System.Globalization;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh receipts</c>: what was decided, and what it cost.</summary>
internal static class ReceiptsCommand
{
    public static Command Create(Terminal terminal)
    {
        var scope = new Argument<string?>("PATH") { Description = "Only this scope and all below it.", Arity = ArgumentArity.ZeroOrOne };
        var from = SharedOptions.Time("--from", "Only from this time on.");
        var to = SharedOptions.Time("--to", "Only before this time.");
        var decision = new Option<string?>("--decision") { Description = "Only this decision: INCARNATION:NUMBER." };
        var refused = new Option<bool>("--refused") { Description = "Only what was denied or deferred." };
        var limit = SharedOptions.Number("--limit", "At most this many.", usual: 50, least: 1, most: 1_000_000);
        var json = SharedOptions.Json();
        var command = new Command("receipts", "Lists receipts, the newest first.") { scope, from, to, decision, refused, limit, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using var admin = silo.Connect(result, terminal);
            var receipts = await admin
                .ReceiptsAsync(SharedOptions.ScopeOf(result.GetValue(scope)), result.GetValue(from), result.GetValue(to), result.GetValue(decision), cancellation, result.GetValue(refused))
                .Take(result.GetValue(limit))
                .ToListAsync(cancellation);
            if (result.GetValue(json))
                terminal.WriteJson(new { Receipts = receipts });
            else
                Print(terminal, receipts);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(Terminal terminal, IReadOnlyList<ReceiptView> receipts) => terminal.WriteTable(
        ["AT", "SCOPE", "KIND", "REASON", "RULE", "DEPLOYMENT", "INPUT", "OUTPUT", "BOUND", "COST", "DECISION"],
        receipts.Select(receipt => new[]
        {
            receipt.At.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), receipt.Scope, receipt.Kind, receipt.Reason, receipt.Rule ?? "", receipt.Deployment ?? "",
            receipt.InputTokens.ToString(CultureInfo.InvariantCulture), receipt.OutputTokens.ToString(CultureInfo.InvariantCulture), receipt.Bound, receipt.Cost, receipt.Decision,
        }));
}
