namespace BudgetMesh.Capacity;

/// <summary>What a provider's answer to one request says about a deployment's capacity.</summary>
public readonly record struct ProviderSignal(ProviderOutcome Outcome)
{
    /// <summary>How long it asks to be left alone; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>As its headers have it; default where they do not.</summary>
    public ProviderAllowance Requests { get; init; }

    /// <summary>Input and output together.</summary>
    public ProviderAllowance Tokens { get; init; }

    public ProviderAllowance InputTokens { get; init; }

    public ProviderAllowance OutputTokens { get; init; }
}

/// <summary>One kind of rate limit as the provider's headers have it.</summary>
/// <param name="Limit">In a minute; null where it is not said.</param>
/// <param name="Remaining">What it would take at this moment; null where it is not said.</param>
/// <param name="Reset">Until all of <paramref name="Limit"/> is there again; null where it is not said.</param>
public readonly record struct ProviderAllowance(long? Limit, long? Remaining, TimeSpan? Reset);

/// <summary>How a provider answered.</summary>
public enum ProviderOutcome
{
    Served,

    /// <summary>429: more than it allows this account.</summary>
    RateLimited,

    /// <summary>529 or 503: more than it can serve.</summary>
    Overloaded,

    /// <summary>Another 5xx, no connection, or no answer in time.</summary>
    Failed,
}
