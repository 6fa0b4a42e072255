using BudgetMesh.Rates;

namespace BudgetMesh.Simulation.World;

/// <summary>Who may lend of each owner's limits: the only thing of them that is durable.</summary>
public sealed class SimRateStore
{
    private readonly Dictionary<RateOwnerId, SimRateOffice> _offices = [];

    public SimRateOffice Read(RateOwnerId owner) => _offices.GetValueOrDefault(owner);

    /// <summary>Written only where nobody wrote since it was read.</summary>
    public bool TryWrite(RateOwnerId owner, SimRateOffice read, SimRateOffice next)
    {
        if (Read(owner) != read)
            return false;
        _offices[owner] = next;
        return true;
    }
}

/// <param name="Epoch">Of the one in office; 0 where there never was one.</param>
/// <param name="HasLearned">It knows what its predecessors lent.</param>
public readonly record struct SimRateOffice(long Epoch, bool HasLearned);
