namespace BudgetMesh.Rates;

/// <summary>A limit in force, on a scope or a deployment.</summary>
/// <param name="Name">Unique on its scope or deployment.</param>
/// <param name="Amount">In a minute, or for <see cref="LimitUnit.Concurrent"/> at once; 1 to <see cref="Limits.RateMax"/>.</param>
/// <param name="Burst">
/// How much may be admitted at once after a pause, from 1 to <see cref="Limits.RateMax"/>: in any time τ no more than
/// <c>Amount · τ + Burst</c> is admitted. For <see cref="LimitUnit.Concurrent"/> it is <paramref name="Amount"/>.
/// </param>
/// <param name="WhenSiloAway">What a gateway does whose slice ran out.</param>
public sealed record LimitPlan(string Name, LimitUnit Unit, long Amount, long Burst, WhenAway WhenSiloAway)
{
    /// <summary>It renews with time, by so much in a minute; otherwise it is occupied and given back.</summary>
    public bool IsRate => Unit != LimitUnit.Concurrent;
}
