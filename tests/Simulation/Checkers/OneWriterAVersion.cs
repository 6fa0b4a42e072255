using BudgetMesh.Lending;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>However many owners a scope has at once, each version of its books is written once, by one, on top of the one before.</summary>
public sealed class OneWriterAVersion() : Checker("10 one writer a version")
{
    public override void Written(BookRecord before, BookWrite write, BookRecord after)
    {
        if (write.FromVersion != before.Version || write.FromEpoch != before.Epoch)
            Fail($"{write.Scope}: {write.Owner} wrote version {write.Version} on {write.FromVersion}, epoch {write.FromEpoch}; the books were at {before.Version}, epoch {before.Epoch}");
        if (write.Epoch < before.Epoch)
            Fail($"{write.Scope}: the epoch fell from {before.Epoch} to {write.Epoch}");
    }
}
