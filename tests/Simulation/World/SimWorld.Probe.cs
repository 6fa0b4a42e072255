using BudgetMesh.Simulation.Checkers;

namespace BudgetMesh.Simulation.World;

/// <summary>Whether everything can be used that should be there.</summary>
public sealed partial class SimWorld
{
    /// <summary>A request that meets limits whose owners are all new has to ask a few times.</summary>
    private const int LimitedTries = 4;

    /// <summary>A new gateway asks for most of what should be left: everything that nobody forfeited can be spent.</summary>
    private void Probe()
    {
        var prober = new SimGateway(this, $"gateway-{++_incarnations}");
        for (var tries = Limits is null ? 1 : LimitedTries; tries > 0; tries--)
        {
            foreach (var checker in Checkers.OfType<NothingStranded>())
                checker.Probe(this, prober);
            RunUntil(Now + TimeSpan.FromSeconds(3));
        }
    }
}
