namespace BudgetMesh.Wire;

/// <summary>Limits as their owner sees them.</summary>
/// <param name="Kind"><c>scope</c> or <c>deployment</c>.</param>
/// <param name="IsLearning">A new owner, which does not know yet what the one before has lent.</param>
/// <param name="Circuit"><c>closed</c>, <c>open</c> or <c>half_open</c>; null for a scope.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.rate_owner_state")]
public sealed record RateOwnerState(string Kind, string Name, bool IsLearning, string? Circuit, IReadOnlyList<LimitState> Limits);

/// <summary>One limit. Amounts in its unit: in a minute, or at once for concurrent requests.</summary>
/// <param name="Amount">As the mesh says.</param>
/// <param name="Usable">Less than <paramref name="Amount"/> where the provider allows less.</param>
/// <param name="Lent">What gateways may have now.</param>
/// <param name="Used">What was lately admitted.</param>
/// <param name="Asked">What was lately asked for.</param>
/// <param name="Reserved">What is reserved now, for all scopes.</param>
/// <param name="Borrowed">What is used of it by others than those it is reserved for.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.limit_state")]
public sealed record LimitState(
    string Limit, string Unit, long Amount, long Burst, long Usable, long Lent, long Used, long Asked, long Reserved, long Borrowed, IReadOnlyList<ClaimState> Claims);

/// <summary>What one claim has of a limit.</summary>
/// <param name="Gateways">How many gateways have or ask for something on its account.</param>
[GenerateSerializer, Immutable, Alias("budgetmesh.claim_state")]
public sealed record ClaimState(string Scope, string Priority, int Weight, long Reserved, long Target, long Lent, long Used, long Asked, int Gateways);
