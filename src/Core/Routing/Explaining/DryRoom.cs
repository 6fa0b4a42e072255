using BudgetMesh.Rates;

namespace BudgetMesh.Routing;

/// <summary>How limits, capacity and circuits stand when a decision is tried. What is not there is taken to be unused.</summary>
/// <param name="Uses">By owner, name and unit: what is called alike but counted otherwise is another limit.</param>
/// <param name="Closed">Ids of deployments whose circuit is open, or is being tried by a few requests.</param>
public sealed record DryRoom(IReadOnlyDictionary<(RateOwnerId Owner, string Limit, LimitUnit Unit), LimitUse> Uses, IReadOnlySet<string> Closed)
{
    public static DryRoom Unused { get; } = new(new Dictionary<(RateOwnerId, string, LimitUnit), LimitUse>(), new HashSet<string>());

    /// <summary>What a limit lets through now: of a rate, in a minute that is like the last moments; at most its burst.</summary>
    public long Of(RateOwnerId owner, LimitPlan limit)
    {
        var use = Uses.GetValueOrDefault((owner, limit.Name, limit.Unit));
        return Math.Min(limit.Burst, Math.Max(0, Math.Max(limit.Amount - use.Withheld - use.Used, use.Kept)));
    }
}

/// <summary>How a limit is used, in its unit in a minute, or at once.</summary>
/// <param name="Withheld">What the provider does not let through, of what the mesh says.</param>
/// <param name="Kept">What is reserved for the scope that asks and that it does not use.</param>
public readonly record struct LimitUse(long Used, long Withheld, long Kept);
