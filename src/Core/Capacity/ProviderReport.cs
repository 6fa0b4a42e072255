using BudgetMesh.Rates;

namespace BudgetMesh.Capacity;

/// <summary>What one gateway heard from a deployment's provider since its last report: how many answers of each outcome, and what they said.</summary>
public readonly record struct ProviderReport(long Served, long RateLimited, long Overloaded, long Failed)
{
    /// <summary>The longest that a refusal asked to be left alone; null where none did.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The lowest limits that the headers named, in a minute; null where they named none.</summary>
    public long? Requests { get; init; }

    public long? Tokens { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long Answers => Served + RateLimited + Overloaded + Failed;

    /// <summary>More than the provider allows or can serve.</summary>
    public long Refused => RateLimited + Overloaded;

    /// <summary>The limit named for a unit; null for <see cref="LimitUnit.Concurrent"/>, of which no header speaks.</summary>
    public long? Named(LimitUnit unit) => unit switch
    {
        LimitUnit.Requests => Requests,
        LimitUnit.Tokens => Tokens,
        LimitUnit.InputTokens => InputTokens,
        LimitUnit.OutputTokens => OutputTokens,
        _ => null,
    };

    /// <summary>This and one answer more.</summary>
    public ProviderReport Add(in ProviderSignal signal) => new(
        Served + (signal.Outcome == ProviderOutcome.Served ? 1 : 0),
        RateLimited + (signal.Outcome == ProviderOutcome.RateLimited ? 1 : 0),
        Overloaded + (signal.Outcome == ProviderOutcome.Overloaded ? 1 : 0),
        Failed + (signal.Outcome == ProviderOutcome.Failed ? 1 : 0))
    {
        RetryAfter = signal.Outcome is ProviderOutcome.RateLimited or ProviderOutcome.Overloaded && !(signal.RetryAfter <= RetryAfter)
            ? signal.RetryAfter ?? RetryAfter
            : RetryAfter,
        Requests = Lower(Requests, signal.Requests.Limit),
        Tokens = Lower(Tokens, signal.Tokens.Limit),
        InputTokens = Lower(InputTokens, signal.InputTokens.Limit),
        OutputTokens = Lower(OutputTokens, signal.OutputTokens.Limit),
    };

    private static long? Lower(long? left, long? right) => right < left ? right : left ?? right;
}
