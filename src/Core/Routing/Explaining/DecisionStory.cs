using System.Globalization;
using BudgetMesh.Holds;

namespace BudgetMesh.Routing;

/// <summary>Decisions in plain words. The only place where they are put into words, for decisions that were made and for those that are tried.</summary>
public static class DecisionStory
{
    /// <summary>What was decided and why, a sentence each.</summary>
    public static IReadOnlyList<string> Tell(DecisionFacts facts)
    {
        var sentences = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"A request of {facts.Scope} with {facts.InputTokens} input tokens ({string.Join(", ", facts.Stated)})."),
            facts.Deployment is { } deployment
                ? $"It {(facts.Verdict == Verdict.Allow ? "goes" : "is downgraded")} to {deployment}, where it can cost {facts.Bound} USD at most."
                : Refused(facts),
            Why(facts),
        };
        if (facts.Ahead is { } ahead)
        {
            sentences.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Budget {ahead.Budget} is ahead of its course: {Percent(ahead.Spent)} of it was spent when {Percent(ahead.Course)} of its window's usual spend was over; what is left falls {Percent(ahead.Shortfall)} short of what is usually spent until the window ends."));
        }

        if (facts.Blocker is { } blocker)
            sentences.Add($"Budget {blocker.Budget} had {blocker.Headroom} left by its owner's last word; {(facts.Deployment is null ? "the first rung that was tried" : "the better rung")} needed {blocker.Needed}.");
        if (facts.Limit is { } limit)
            sentences.Add($"Limit {limit.Limit} had room for {limit.Room} at this gateway; {(facts.Deployment is null ? "the first rung that was tried" : "the better rung")} needed {limit.Needed}.");
        if (facts.Closed is { } closed)
            sentences.Add($"The circuit of {closed} was open.");
        sentences.Add(facts.Rule is { } rule ? $"Policy rules that had a say: {rule}." : "No policy rule had a say.");
        if (facts.Shadow is { } shadow)
            sentences.Add($"With the shadow rules in force ({shadow.Rule}) it would {Would(shadow)}.");
        return sentences;
    }

    /// <summary>Every rung of a dry decision, a line each.</summary>
    public static IReadOnlyList<string> TellRungs(DryDecision decision) => [.. decision.Rungs.Select(rung => $"{rung.Rung.Deployment.Id}: {Tell(rung, decision.Ahead)}")];

    private static string Tell(RungFinding rung, AheadOfCourse? ahead) => rung.Outcome switch
    {
        RungOutcome.Taken => $"taken; {rung.Bound} USD at most",
        RungOutcome.NotNeeded => $"fits with {rung.Bound} USD at most, but a rung above it is taken",
        RungOutcome.AboveStart when rung.Rule is { } rule => $"above the start that rule {rule.Name} sets",
        RungOutcome.AboveStart when ahead is not null => $"above the start that the pace of budget {ahead.Budget} sets for requests of this priority",
        RungOutcome.AboveStart => "above the start that the ladder's thresholds set at this use of the budgets",
        RungOutcome.RuledOut => rung.Rule is { Bounds: true } boundary && !boundary.Permits(rung.Rung.Deployment)
            ? $"ruled out by rule {boundary.Name}: not among what alone may be used"
            : $"ruled out by rule {rung.Rule?.Name}: below its floor",
        RungOutcome.ContextTooLong => string.Create(CultureInfo.InvariantCulture, $"context too long: the model takes {rung.Rung.ContextWindow} tokens of input and output together"),
        RungOutcome.ExceedsLimit => $"too large: needs {rung.Limit!.Needed} of limit {rung.Limit.Limit}, which never lets more than {rung.Limit.Room} through at once",
        RungOutcome.RateLimited or RungOutcome.CapacityShort => $"short: needs {rung.Limit!.Needed} of limit {rung.Limit.Limit}, which has room for {rung.Limit.Room} now",
        RungOutcome.DeploymentClosed => "left alone: its circuit is open",
        _ => $"too dear: needs {rung.Blocker!.Needed} of budget {rung.Blocker.Budget}, which has {rung.Blocker.Headroom} left",
    };

    /// <summary>The reason alone, in a sentence.</summary>
    public static string Why(DecisionFacts facts) => facts.Reason switch
    {
        Reason.Fits => "It is the first rung that may be used, and it fits every budget.",
        Reason.Threshold => "A budget is used beyond a threshold of the ladder, which therefore starts lower.",
        Reason.Paced => "Spend is ahead of a window's course, so the ladder starts lower for requests of this priority.",
        Reason.BudgetExceeded => facts.Deployment is null
            ? "A budget has less left than any rung that may be used can cost; only more money or a new window changes that."
            : "A budget has less left than a better rung can cost.",
        Reason.HoldsInFlight => "A budget has enough left, but open holds and other gateways' slices occupy it.",
        Reason.SiloUnreachable => "The gateway's slice was used up and the owner did not answer in time.",
        Reason.ScopeFrozen => "The books of a scope are frozen until an operator has looked at them.",
        Reason.UnknownScope => "Its scope lies under no scope of the mesh.",
        Reason.UnknownLadder => "It names a ladder that the mesh does not have.",
        Reason.InvalidRequest => "What it states cannot be right: a label is none.",
        Reason.NotReady => "The gate had no plan yet, or was closing.",
        Reason.TooManyHolds => "The gate had as many holds open as it can list.",
        Reason.ReceiptBacklog => "As many receipts waited for the silo as the gate can keep.",
        Reason.TooManyScopes => $"It would have made scope {facts.Scope} of a pattern that has made as many scopes as its at_most allows: raise at_most, or wait until unused ones are forgotten.",
        Reason.RateLimited => facts.Deployment is null
            ? "A limit of a scope on the way lets no more through now; that passes by itself."
            : "A limit of a scope on the way let no more through for a better rung.",
        Reason.CapacityShort => facts.Deployment is null
            ? "The capacity of the deployments that may be used is taken, or is kept for others now; that passes by itself."
            : "The capacity of a better rung's deployment was taken, or kept for others.",
        Reason.DeploymentClosed => facts.Deployment is null
            ? "The provider of the deployments that may be used does not answer as it should: their circuit is open, and they are left alone for a while."
            : "The circuit of a better rung's deployment was open: its provider does not answer as it should, and is left alone for a while.",
        Reason.ExceedsLimit => facts.Deployment is null
            ? "It needs more than a limit's burst ever lets through at once; waiting does not help, only a smaller request or a larger burst."
            : "A better rung would need more than a limit's burst ever lets through at once.",
        Reason.RuledOut => "Policy rules leave no rung of the ladder.",
        Reason.ContextTooLong => facts.Deployment is null
            ? "Input and output bound are more than any model takes that the rules leave."
            : "Input and output bound are more than a better model takes.",
        var other => $"Reason: {other}.",
    };

    private static string Refused(DecisionFacts facts)
    {
        var again = facts.RetryAfter > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"; asked again after {facts.RetryAfter.TotalSeconds:0.###} s it may fit") : "";
        if (facts.Verdict != Verdict.Defer)
            return $"It is refused{again}.";
        var batch = facts.BatchBound > Money.Zero ? $" As a batch it would cost {facts.BatchBound} USD at most." : "";
        return $"It is deferred{again}.{batch}";
    }

    private static string Percent(int parts) => string.Create(CultureInfo.InvariantCulture, $"{(decimal)parts / (Pace.Whole / 100):0.#} %");

    private static string Would(ShadowDecision shadow) => shadow.Deployment.Length == 0
        ? shadow.Verdict == Verdict.Defer ? "be deferred" : "be refused"
        : $"{(shadow.Verdict == Verdict.Allow ? "go" : "be downgraded")} to {shadow.Deployment}";
}
