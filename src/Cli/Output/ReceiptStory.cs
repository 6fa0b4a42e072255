using System.Globalization;
using BudgetMesh.Holds;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli;

/// <summary>A decision in plain words, from its receipts.</summary>
internal static class ReceiptStory
{
    /// <param name="receipts">Of one decision, oldest first; at least one.</param>
    public static IReadOnlyList<string> Tell(IReadOnlyList<ReceiptView> receipts) =>
    [
        .. DecisionStory.Tell(FactsOf(receipts[^1])),
        .. receipts.Select(Outcome),
        $"Decided by version {receipts[^1].PlanVersion} of the mesh and {receipts[^1].PriceVersion} of the prices.",
    ];

    private static DecisionFacts FactsOf(ReceiptView receipt)
    {
        var verdict = WireMapping.Verdicts.ToCore(receipt.Verdict);
        return new DecisionFacts(
            verdict,
            WireMapping.Reasons.ToCore(receipt.Reason),
            receipt.Scope,
            receipt.Deployment,
            Money.Parse(receipt.Bound),
            receipt.Rule,
            receipt.Blocker is { Budget: not null } by ? new BudgetShortage($"{by.Scope}:{by.Budget}", Text(by.Needed, by.Unit), Text(by.Headroom, by.Unit)) : null,
            receipt.Shadow is { } shadow ? new ShadowDecision(shadow.Rule, WireMapping.Verdicts.ToCore(shadow.Verdict), shadow.Deployment ?? "") : null)
        {
            InputTokens = receipt.InputTokens,
            Limit = receipt.Blocker is { Limit: { } limit } blocker
                ? new LimitShortage($"{blocker.Deployment ?? blocker.Scope}:{limit}", Text(blocker.Needed.Value, blocker.Unit), Text(blocker.Headroom.Value, blocker.Unit))
                : null,
            Closed = receipt.Blocker is { Budget: null, Limit: null, Deployment: { } closed } ? closed : null,
            RetryAfter = TimeSpan.FromMilliseconds(receipt.RetryAfterMs ?? 0),
            BatchBound = receipt.BatchBound is { } batch ? Money.Parse(batch) : Money.Zero,
            Ahead = receipt.Ahead is { } ahead ? new AheadOfCourse(ahead.Budget, ahead.Spent, ahead.Course) : null,
            Stated = DecisionFacts.Labels(receipt.Task, WireMapping.Priorities.ToCore(receipt.Priority), receipt.DataClass, receipt.Caller),
        };
    }

    private static string Text(Amount amount, string? unit) => unit == "usd" ? $"{amount} USD" : $"{amount} {unit}".TrimEnd();

    private static string Text(long amount, string? limitUnit) => LimitShortage.Text(limitUnit is null ? null : RateReadings.Units.ToCore(limitUnit), amount);

    private static string Outcome(ReceiptView receipt) => string.Create(CultureInfo.InvariantCulture, $"{receipt.At:yyyy-MM-dd HH:mm:ss}Z: ") + receipt.Kind switch
    {
        "settled" => string.Create(CultureInfo.InvariantCulture, $"settled; {receipt.InputTokens} input and {receipt.OutputTokens} output tokens cost {receipt.Cost} USD."),
        "voided" => "voided; it was never sent and cost nothing.",
        "expired" => $"expired; nobody settled it, and its bound of {receipt.Cost} USD was charged.",
        "corrected" => $"corrected by {receipt.Cost} USD, after it had expired.",
        _ => $"{(receipt.Verdict == "defer" ? "deferred" : "refused")}; it cost nothing.",
    };
}
