using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using BudgetMesh.Holds;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

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
            if (receipts is not [var last, ..])
                throw new CliException(ExitCode.ProblemFound, $"there is no receipt of decision {id}: it is written when the request is settled, or refused");
            receipts.Reverse();
            IReadOnlyList<string> story = [.. DecisionStory.Tell(FactsOf(last)), .. receipts.Select(Outcome), $"Decided by version {last.PlanVersion} of the mesh and {last.PriceVersion} of the prices."];
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

    private static DecisionFacts FactsOf(ReceiptState receipt)
    {
        var verdict = WireMapping.Verdicts.ToCore(receipt.Verdict);
        return new DecisionFacts(
            verdict,
            WireMapping.Reasons.ToCore(receipt.Reason),
            receipt.Scope,
            receipt.Deployment,
            Money.Parse(receipt.Bound),
            receipt.Rule,
            receipt.Blocker is { } by ? new BudgetShortage($"{by.Scope}:{by.Budget}", Amount(by.Needed, by.Unit), Amount(by.Headroom, by.Unit)) : null,
            receipt.Shadow is { } shadow ? new ShadowDecision(shadow.Rule, WireMapping.Verdicts.ToCore(shadow.Verdict), shadow.Deployment ?? "") : null)
        {
            InputTokens = receipt.InputTokens,
            Stated = DecisionFacts.Labels(receipt.Task, WireMapping.Priorities.ToCore(receipt.Priority), receipt.DataClass, receipt.Caller),
        };
    }

    private static string Amount(JsonElement amount, string? unit) => unit == "usd" ? $"{amount} USD" : $"{amount} {unit}".TrimEnd();

    private static string Outcome(ReceiptState receipt) => string.Create(CultureInfo.InvariantCulture, $"{receipt.At:yyyy-MM-dd HH:mm:ss}Z: ") + receipt.Kind switch
    {
        "settled" => string.Create(CultureInfo.InvariantCulture, $"settled; {receipt.InputTokens} input and {receipt.OutputTokens} output tokens cost {receipt.Cost} USD."),
        "voided" => "voided; it was never sent and cost nothing.",
        "expired" => $"expired; nobody settled it, and its bound of {receipt.Cost} USD was charged.",
        "corrected" => $"corrected by {receipt.Cost} USD, after it had expired.",
        _ => "refused; it cost nothing.",
    };
}
