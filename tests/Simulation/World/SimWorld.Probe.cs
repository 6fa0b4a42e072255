using BudgetMesh.Simulation.Checkers;

namespace BudgetMesh.Simulation.World;

/// <summary>Whether everything can be used that should be there.</summary>
public sealed partial class SimWorld
{
    /// <summary>A request that meets limits of a few a minute, whose owners are all new and learn first, has to ask for long.</summary>
    private const int LimitedTries = 12;

    /// <summary>A new gateway asks for most of what should be left: everything that nobody forfeited can be spent.</summary>
    private void Probe()
    {
        var prober = new SimGateway(this, $"gateway-{++_incarnations}");
        var checker = Checkers.OfType<NothingStranded>().Single();
        for (var tries = Limits is null ? 1 : LimitedTries; tries > 0 && !checker.HasUsed(prober); tries--)
        {
            Agenda.In(TimeSpan.Zero, () => checker.Probe(this, prober));
            RunUntil(Now + TimeSpan.FromSeconds(3));
        }
    }
}
