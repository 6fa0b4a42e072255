using BudgetMesh.Lending.Journals;

namespace BudgetMesh.Simulation.World;

/// <summary>The next process at the same journal: tells what the dead one left to be told, until everybody knows.</summary>
public sealed class SimPastLife
{
    private readonly SimWorld _world;
    private readonly SimGateway _dead;

    /// <param name="isWhole">The journal has everything that was written to it.</param>
    public SimPastLife(SimWorld world, SimGateway dead, PastLife life, bool isWhole)
    {
        (_world, _dead, Life, IsWhole) = (world, dead, life, isWhole);
        Tell();
    }

    public PastLife Life { get; }

    public bool IsWhole { get; }

    public SimGateway Dead => _dead;

    private void Tell()
    {
        if (Life.IsDone)
            return;
        foreach (var final in Life.Finals)
            _world.Network.Final(final, () => Life.Concluded(final.Scope));
        var receipts = Life.ReadReceipts(100);
        if (receipts.Count > 0)
            _world.Network.Receipts(_dead, receipts, () => Life.AcknowledgeReceipts(receipts[^1].Seq));
        _world.Agenda.In(_world.Delay(200, 600), Tell);
    }
}
