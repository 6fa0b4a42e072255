namespace BudgetMesh.Holds;

/// <summary>An open or expired hold, for those who list them.</summary>
/// <param name="Decision">The number of the decision within its gateway incarnation.</param>
/// <param name="Age">Since the decision.</param>
/// <param name="DueIn">Until it expires, or, once expired, until late settlements are no longer taken.</param>
/// <param name="Legs">What each budget on the way is charged meanwhile, leaf first.</param>
public sealed record HoldSnapshot(
    long Decision, ScopePath Scope, string Deployment, HoldState State, Money Bound, long BoundTokens, TimeSpan Age, TimeSpan DueIn, IReadOnlyList<ReceiptLeg> Legs);
