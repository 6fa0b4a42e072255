namespace BudgetMesh.Lending;

/// <summary>What a gateway expects to need of one budget, in the budget's unit.</summary>
/// <param name="NetPerSecond">Charged less released, per second: the larger of the fast and the slow average.</param>
/// <param name="GrossPerSecond">Charged per second, before anything is released: what a slice must bridge during a sync.</param>
/// <param name="Bound">The mean bound of recent holds, or the smallest that waits where that is more.</param>
/// <param name="Waiting">Σ of what requests that wait now need of this budget.</param>
/// <param name="SmallestNeed">The smallest of those needs; 0 where nothing waits.</param>
/// <param name="Refused">The smallest of what was refused since the last report because holds occupy the budget; 0 for nothing.</param>
public readonly record struct Demand(long NetPerSecond, long GrossPerSecond, long Bound, long Waiting, long SmallestNeed, long Refused);
