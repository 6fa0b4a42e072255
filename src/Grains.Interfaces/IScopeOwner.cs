using BudgetMesh.Wire;

namespace BudgetMesh.Grains;

/// <summary>
/// The owner of one scope, whichever engine hosts it. Two at once are no danger to any cap: the books decide. A call that
/// meets an owner which has just stepped down is made again on the next one by the engine.
/// </summary>
[Alias("budgetmesh.scope_owner")]
public interface IScopeOwner
{
    /// <summary>Takes one gateway's report and answers with terms, once everything in them is durable.</summary>
    [Alias("sync"), ResponseTimeout(OwnerCalls.TimeoutText)]
    ValueTask<ScopeTerms> SyncAsync(ScopeReport report, CancellationToken cancellation);

    /// <summary>The scope's books as the owner sees them.</summary>
    [Alias("read"), ResponseTimeout(OwnerCalls.TimeoutText)]
    ValueTask<ScopeBooks> ReadAsync(CancellationToken cancellation);

    /// <summary>Puts the catalog's newest plan in force; returns once new caps are durable.</summary>
    [Alias("replan"), ResponseTimeout(OwnerCalls.TimeoutText)]
    ValueTask ReplanAsync(CancellationToken cancellation);

    /// <summary>Writes an adjustment into the books, once for each id; returns once it is durable, or says why it was refused.</summary>
    [Alias("adjust"), ResponseTimeout(OwnerCalls.TimeoutText)]
    ValueTask<AdjustmentAnswer> AdjustAsync(AdjustmentWish wish, CancellationToken cancellation);

    /// <summary>Lets lending go on after an operator has looked at frozen books.</summary>
    [Alias("unfreeze"), ResponseTimeout(OwnerCalls.TimeoutText)]
    ValueTask UnfreezeAsync(CancellationToken cancellation);

    /// <summary>
    /// Takes the last word of an incarnation that has ended: closes it and takes back what it did not spend, in one write. Answers
    /// once that is durable, or why the word cannot be right.
    /// </summary>
    [Alias("conclude"), ResponseTimeout(OwnerCalls.TimeoutText)]
    ValueTask<FinalAnswer> ConcludeAsync(string incarnation, FinalLine final, CancellationToken cancellation);

    /// <summary>Takes an operator's word that a gateway's process is gone: closes the incarnation, and forfeits what it had. False where the scope does not know it.</summary>
    [Alias("retire"), ResponseTimeout(OwnerCalls.TimeoutText)]
    ValueTask<bool> RetireAsync(string incarnation, CancellationToken cancellation);
}
