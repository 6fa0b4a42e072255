using BudgetMesh.Capacity;
using BudgetMesh.Lending;

namespace BudgetMesh.Rates;

/// <summary>What a gateway tells the owner of limits. All of it says how things stand, nothing what has changed: a lost or doubled one does no harm.</summary>
/// <param name="Seq">Rises from request to request of this incarnation.</param>
/// <param name="AppliedEpoch">Of the answer whose terms are in force at the gateway; 0 for none.</param>
/// <param name="AppliedSeq">The request that was answered by it.</param>
/// <param name="LeaseLeft">For how long those terms last.</param>
/// <param name="Leaving">The gateway ends, or has not used anything for long: it has given up all that it had.</param>
public sealed record RateRequest(
    RateOwnerId Owner, Incarnation Incarnation, long Seq, long AppliedEpoch, long AppliedSeq, TimeSpan LeaseLeft, bool Leaving, IReadOnlyList<RateReport> Lines)
{
    /// <summary>What the provider's answers have said of a deployment since the last request; null for nothing.</summary>
    public ProviderReport? Provider { get; init; }

    /// <summary>False for what no gateway can mean: nothing is taken from it.</summary>
    internal bool IsSound => Seq > 0 && LeaseLeft <= RateRules.Lease && Lines.Count <= Limits.LinesPerRateRequestMax && Lines.All(static line => line.IsSound);
}

/// <summary>One slice in a <see cref="RateRequest"/>. Amounts in the limit's unit.</summary>
/// <param name="Amount">What the gateway has of the limit: by the hour, or, of concurrent requests, at once. At most what it was lent.</param>
/// <param name="Burst">Of a rate: how much its bucket holds.</param>
/// <param name="CreditUsed">Of the credits of <paramref name="Amount"/>'s owner: what was used, or will not be.</param>
/// <param name="Refunded">What was given back, in all, of requests that were admitted on credit.</param>
/// <param name="RefundedAge">How long ago the oldest of those was admitted which no earlier request told of.</param>
/// <param name="InUse">Of concurrent requests: how many are under way.</param>
public sealed record RateReport(string Limit, Claim Claim, long Amount, long Burst, long CreditUsed, long Refunded, TimeSpan RefundedAge, long InUse, RateDemand Demand)
{
    /// <summary>The gateway begins with this line: it has nothing, and the counters begin anew.</summary>
    public bool IsNew { get; init; }

    internal bool IsSound =>
        Amount is >= 0 and <= Limits.RateMax * RateRules.MinutesPerHour && Burst is >= 0 and <= Limits.RateMax && CreditUsed >= 0 && Refunded >= 0 && RefundedAge >= TimeSpan.Zero
        && InUse is >= 0 and <= Limits.RateMax && Demand is { Amount: >= 0, Bound: >= 0, Waiting: >= 0, SmallestNeed: >= 0, Used: >= 0 };
}

/// <summary>What a gateway's requests ask for.</summary>
/// <param name="Amount">By the hour, or at once: what was lately asked for, whether it was admitted or not.</param>
/// <param name="Bound">What one request takes, on average.</param>
/// <param name="Waiting">Σ of what those take that wait for the owner's answer.</param>
/// <param name="SmallestNeed">The smallest of them; 0 where nobody waits.</param>
/// <param name="Used">As <paramref name="Amount"/>: what was lately admitted, less what was given back.</param>
public readonly record struct RateDemand(long Amount, long Bound, long Waiting, long SmallestNeed, long Used);
