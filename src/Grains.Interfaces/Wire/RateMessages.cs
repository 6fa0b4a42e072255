namespace BudgetMesh.Wire;

/// <summary>Gateway → silo: what one gateway tells the owners of limits. A message of its own beside <see cref="SyncMessage"/>: nothing in it waits for a disk.</summary>
/// <param name="Incarnation">The gateway's present life.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.rate_message")]
public sealed record RateMessage(string Incarnation, IReadOnlyList<RateOwnerReport> Owners);

/// <summary>Silo → gateway. Owners that could not be asked are missing.</summary>
[GenerateSerializer, Immutable, Alias("budgetmesh.rate_reply")]
public sealed record RateReply(IReadOnlyList<RateOwnerTerms> Owners);

/// <summary>What one gateway tells the owner of a scope's limits or of a deployment's capacity. Times in microseconds.</summary>
/// <param name="Kind"><c>scope</c> or <c>deployment</c>.</param>
/// <param name="Name">The scope's path, or the deployment's id.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.rate_owner_report")]
public sealed record RateOwnerReport(
    string Kind, string Name, string Incarnation, long Seq, long AppliedEpoch, long AppliedSeq, long LeaseLeftUs, bool Leaving, IReadOnlyList<RateLineReport> Lines)
{
    /// <summary>What the provider's answers have said since the last report; null for nothing.</summary>
    [Id(0)]
    public ProviderLine? Provider { get; init; }
}

/// <summary>One slice: amounts by the hour, or at once for concurrent requests, in the limit's unit.</summary>
/// <param name="Scope">With <paramref name="Priority"/>: on whose account.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.rate_line_report")]
public sealed record RateLineReport(
    string Limit,
    string Scope,
    string Priority,
    long Amount,
    long Burst,
    long CreditUsed,
    long Refunded,
    long RefundedAgeUs,
    long InUse,
    long Demand,
    long Bound,
    long Waiting,
    long SmallestNeed,
    long Used,
    bool IsNew);

/// <summary>How a provider has answered, and the lowest limits that its headers named.</summary>
[GenerateSerializer, Immutable, Alias("budgetmesh.provider_line")]
public sealed record ProviderLine(
    long Served, long RateLimited, long Overloaded, long Failed, long? RetryAfterUs, long? Requests, long? Tokens, long? InputTokens, long? OutputTokens);

/// <summary>What the owner of limits answers.</summary>
/// <param name="ClosedForUs">The deployment's circuit is open for so long; 0 where it is closed.</param>
/// <param name="Probes">The circuit is being tried: so many requests may be sent until the next answer; null where it is closed.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.rate_owner_terms")]
public sealed record RateOwnerTerms(
    string Kind, string Name, long Epoch, long Seq, long LeaseUs, long RefreshAfterUs, IReadOnlyList<RateLineTerms> Lines, long ClosedForUs, int? Probes);

/// <summary>The terms of one slice.</summary>
/// <param name="RetryAfterUs">Null for more than the limit ever lets through at once.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.rate_line_terms")]
public sealed record RateLineTerms(string Limit, string Scope, string Priority, long Amount, long Burst, long Credited, long? RetryAfterUs, long SafeAmount);
