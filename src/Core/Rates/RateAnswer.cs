namespace BudgetMesh.Rates;

/// <summary>What the owner of limits answers. Terms replace those of older answers, by (<paramref name="Epoch"/>, <paramref name="Seq"/>); an answer to any but the last request is not taken.</summary>
/// <param name="Epoch">The owner's: a later owner's is higher.</param>
/// <param name="Seq">The request that is answered.</param>
/// <param name="Lease">For how long the terms last, from when the request was sent.</param>
/// <param name="RefreshAfter">Ask again after this long, if nothing asks for it sooner.</param>
public sealed record RateAnswer(RateOwnerId Owner, long Epoch, long Seq, TimeSpan Lease, TimeSpan RefreshAfter, IReadOnlyList<RateTerms> Lines)
{
    /// <summary>The deployment's circuit is open: nothing is sent to it for so long. Zero where it is closed.</summary>
    public TimeSpan ClosedFor { get; init; }

    /// <summary>The circuit is being tried: so many requests may be sent until the next answer. Null where it is closed.</summary>
    public int? Probes { get; init; }
}

/// <summary>The terms of one slice.</summary>
/// <param name="Amount">By the hour, or, of concurrent requests, at once.</param>
/// <param name="Burst">Of a rate: what the gateway's bucket holds.</param>
/// <param name="Credited">Σ of what this owner has let this gateway take at once, beside its rate.</param>
/// <param name="RetryAfter">Where less was credited than somebody waits for: when to ask again. <see cref="TimeSpan.MaxValue"/> for more than the limit ever lets through at once.</param>
/// <param name="SafeAmount">What the gateway may go on with, by the hour or at once, where that was chosen and no silo answers.</param>
public sealed record RateTerms(string Limit, Claim Claim, long Amount, long Burst, long Credited, TimeSpan RetryAfter, long SafeAmount);
