using BudgetMesh.Holds;

namespace BudgetMesh.Routing;

/// <summary>What led to a decision, whether it was made or tried: what <see cref="DecisionStory"/> tells.</summary>
/// <param name="Deployment">Null for a refusal.</param>
/// <param name="Bound">The most that it can cost.</param>
/// <param name="Rule">The policy rules that had a say, with commas; null for none.</param>
/// <param name="Blocker">The budget that kept a better rung from being taken; null where none did.</param>
public sealed record DecisionFacts(
    Verdict Verdict, Reason Reason, string Scope, string? Deployment, Money Bound, string? Rule, BudgetShortage? Blocker, ShadowDecision? Shadow)
{
    /// <summary>Task, priority, data class and caller, as far as they were stated.</summary>
    public IReadOnlyList<string> Stated { get; init; } = [];

    public long InputTokens { get; init; }

    /// <summary>The limit that kept a better rung from being taken; null where none did, or a budget.</summary>
    public LimitShortage? Limit { get; init; }

    /// <summary>The better rung's deployment, whose circuit was open; null where it was not that.</summary>
    public string? Closed { get; init; }

    /// <summary>When to ask again; zero where nobody could say.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>For a deferred request: the most that it would cost at the price for work that may wait; zero where there is none.</summary>
    public Money BatchBound { get; init; }

    /// <summary>The budget for whose pace the ladder started lower; null where it did not.</summary>
    public AheadOfCourse? Ahead { get; init; }

    public static IReadOnlyList<string> Labels(string? task, Priority priority, string? dataClass, string? caller) =>
    [
        .. new[] { ("task", task), ("data class", dataClass), ("caller", caller) }.Where(label => !string.IsNullOrEmpty(label.Item2)).Select(label => $"{label.Item1} {label.Item2}"),
        $"priority {priority.ToString().ToLowerInvariant()}",
    ];
}
