namespace BudgetMesh.Client;

/// <summary>What a gate has done since it was connected, and what it has open now.</summary>
/// <param name="Decided">Decisions of all verdicts, waited for or not.</param>
/// <param name="Waited">Those of them that waited for the silo.</param>
/// <param name="Syncs">Messages to the owners, answered or not.</param>
/// <param name="SyncsFailed">Those of them that got no answer.</param>
/// <param name="HoldsOpen">Holds that wait for their settlement.</param>
/// <param name="HoldsExpired">Holds that were charged in full; late settlements are still taken.</param>
/// <param name="ReceiptsPending">Receipts that the silo has not confirmed.</param>
/// <param name="LeasesAbandoned">Leases that were disposed of with their hold open.</param>
/// <param name="PastLives">Lives of earlier processes at the same journal whose last word is still to be said.</param>
public readonly record struct GateCounters(
    long Decided, long Waited, long Syncs, long SyncsFailed, int HoldsOpen, int HoldsExpired, int ReceiptsPending, long LeasesAbandoned, int PastLives);
