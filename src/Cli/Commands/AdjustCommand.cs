using System.CommandLine;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh adjust</c>: a row of the books that is no request.</summary>
internal static class AdjustCommand
{
    private const string Opening = "opening";

    public static Command Create(Terminal terminal)
    {
        var scope = new Argument<string>("SCOPE") { Description = "The scope that has the budget." };
        var budget = new Argument<string>("BUDGET") { Description = "The budget's name." };
        var kind = new Option<string>("--kind") { Description = "opening: what was spent before; credit, refund: more to spend; correction: either way.", Required = true };
        kind.AcceptOnlyFromAmong(Opening, "credit", "refund", "correction");
        var amount = new Option<string>("--amount") { Description = "In the budget's unit, such as '12.50 USD' or, for a correction, '-12.50 USD'.", HelpName = "AMOUNT", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why: stays in the books.", Required = true };
        var author = new Option<string?>("--author") { Description = "Who decided; else the key's owner." };
        var id = new Option<string?>("--id") { Description = "Names the adjustment: repeated with the same id it is made once. Else one is made up and printed." };
        var window = new Option<long?>("--window") { Description = "A window of the budget as scopes --json shows it; else the open one.", HelpName = "N" };
        var json = SharedOptions.Json();
        var command = new Command("adjust", "Changes what one window of a budget may spend, with a reason.") { scope, budget, kind, amount, reason, author, id, window, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var path = SharedOptions.RequiredScope(result.GetRequiredValue(scope));
            using var admin = silo.Connect(result, terminal);
            var adjusted = await admin.AdjustAsync(
                path,
                new
                {
                    id = result.GetValue(id) ?? Guid.NewGuid().ToString("N"),
                    budget = result.GetRequiredValue(budget),
                    kind = result.GetRequiredValue(kind),
                    amount = Signed(result.GetRequiredValue(kind), result.GetRequiredValue(amount)),
                    reason = result.GetRequiredValue(reason),
                    window = result.GetValue(window),
                    author = result.GetValue(author),
                },
                cancellation);
            if (result.GetValue(json))
                terminal.WriteJson(adjusted);
            else
                terminal.Out.WriteLine($"{adjusted.Adjustment.Id}: {(adjusted.Repeated ? "was made before; nothing changed" : $"{adjusted.Adjustment.Amount} to {path}, {adjusted.Adjustment.Budget}")}");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>People say what was spent before as it is; to the books it takes away.</summary>
    private static string Signed(string kind, string amount) => kind == Opening && !amount.StartsWith('-') ? $"-{amount.TrimStart()}" : amount;
}
