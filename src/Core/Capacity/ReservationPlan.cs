using System.Collections.Immutable;

namespace BudgetMesh.Capacity;

/// <summary>Capacity of a deployment that is guaranteed to a scope during a time span.</summary>
/// <param name="Name">Unique in the mesh.</param>
/// <param name="Scope">A configured scope; it is a claimant of its own.</param>
/// <param name="Deployment">The deployment's id.</param>
/// <param name="Amounts">At most one of each limit of the deployment's capacity; of limits without one nothing is reserved.</param>
public sealed record ReservationPlan(string Name, ScopePath Scope, string Deployment, ImmutableArray<ReservedAmount> Amounts, ReservationSpan Span)
{
    /// <summary>What it reserves of a limit, in the limit's unit; 0 where nothing.</summary>
    public long Of(string limit)
    {
        foreach (var amount in Amounts)
        {
            if (amount.Limit == limit)
                return amount.Amount;
        }

        return 0;
    }

    public override string ToString() => Name;
}

/// <summary>A part of one limit of a deployment's capacity.</summary>
/// <param name="Limit">The limit's name.</param>
/// <param name="Amount">In a minute, or at once, as the limit has it; at least 1.</param>
public readonly record struct ReservedAmount(string Limit, long Amount);
