using System.CommandLine;
using BudgetMesh.Routing;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh why</c>: what led to a decision, in plain words.</summary>
internal static class WhyCommand
{
    private const int ReceiptsMost = 10;

    public static Command Create(Terminal terminal)
    {
        var decision = new Argument<string>("DECISION_ID") { Description = "As on receipts and in x-budgetmesh-decision-id: INCARNATION:NUMBER or INCARNATION-NUMBER." };
        var json = SharedOptions.Json();
        var command = new Command("why", "Says which rule, rung, budget and number led to a decision.") { decision, json };
        var silo = SiloOptionSet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var id = Id(result.GetRequiredValue(decision));
            using var admin = silo.Connect(result, terminal);
            var receipts = await admin.ReceiptsAsync(null, null, null, id, cancellation).Take(ReceiptsMost).ToListAsync(cancellation);
            if (receipts.Count == 0)
                throw new CliException(ExitCode.ProblemFound, $"there is no receipt of decision {id}: it is written when the request is settled, or refused");
            receipts.Reverse();
            var story = ReceiptStory.Tell(receipts);
            if (result.GetValue(json))
                terminal.WriteJson(new { Decision = id, Receipts = receipts, Explanation = story });
            else
                terminal.Out.WriteLine(string.Join(Environment.NewLine, story));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The API writes a colon, <see cref="Decision.Id"/> a hyphen, which may be part of the incarnation too.</summary>
    private static string Id(string text)
    {
        var cut = text.LastIndexOf('-');
        return text.Contains(':', StringComparison.Ordinal) || cut < 0 ? text : $"{text[..cut]}:{text[(cut + 1)..]}";
    }
}
