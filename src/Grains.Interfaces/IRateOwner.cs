using BudgetMesh.Rates;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains;

/// <summary>The owner of one scope's limits, or of one deployment's capacity, whichever engine hosts it.</summary>
[Alias("budgetmesh.rate_owner")]
public interface IRateOwner
{
    /// <summary>Takes one gateway's report and answers with terms; null for a copy of an older one.</summary>
    [Alias("sync"), ResponseTimeout(OwnerCalls.TimeoutText)]
    ValueTask<RateOwnerTerms?> SyncAsync(RateOwnerReport report, CancellationToken cancellation);

    /// <summary>What is lent, asked for and reserved now.</summary>
    [Alias("read"), ResponseTimeout(OwnerCalls.TimeoutText)]
    ValueTask<RateOwnerState> ReadAsync(CancellationToken cancellation);
}

/// <summary>Finds the owner of any limits: the engine.</summary>
public interface IRateOwners
{
    IRateOwner OwnerOf(RateOwnerId owner);
}
