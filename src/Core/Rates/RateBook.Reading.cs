using BudgetMesh.Capacity;

namespace BudgetMesh.Rates;

/// <summary>How limits stand, for whoever looks.</summary>
public sealed partial class RateBook
{
    /// <summary>The circuit of a deployment; null for a scope.</summary>
    public CircuitKind? Circuit(TimeSpan now) => _health?.Circuit(now).Kind;

    /// <summary>Every limit, in the plan's order. Amounts in a minute, or at once.</summary>
    public IReadOnlyList<LimitReading> Read(TimeSpan now)
    {
        Elapse(now);
        Reckon(now);
        return [.. _plan.Limits.Select(limit => _limits[limit.Name].Read())];
    }
}

/// <summary>One limit. Amounts in its unit: in a minute, or at once for concurrent requests.</summary>
/// <param name="Usable">What may be lent: less than the plan's amount where the provider allows less.</param>
public sealed record LimitReading(LimitPlan Plan, long Usable, long Lent, IReadOnlyList<ClaimReading> Claims)
{
    public long Used => Claims.Sum(static claim => claim.Used);

    public long Asked => Claims.Sum(static claim => claim.Asked);

    public long Reserved => ByScope.Sum(static scope => scope.Reserved);

    /// <summary>What is used by scopes beyond their own reservations, as far as it is more than what nobody has reserved.</summary>
    public long Borrowed => Math.Max(0, ByScope.Sum(static scope => Math.Max(0, scope.Used - scope.Reserved)) - (Usable - Reserved));

    private IEnumerable<(long Reserved, long Used)> ByScope => Claims.GroupBy(static claim => claim.Claim.Scope).Select(static claims => (claims.Max(static claim => claim.Reserved), claims.Sum(static claim => claim.Used)));
}

/// <summary>What one claim has of a limit.</summary>
/// <param name="Reserved">What its scope has reserved now, whatever the priority.</param>
/// <param name="Target">What it should have.</param>
/// <param name="Lent">What gateways may have on its account.</param>
public sealed record ClaimReading(Claim Claim, int Weight, long Reserved, long Target, long Lent, long Used, long Asked, int Gateways);
