using BudgetMesh.Wire;

namespace BudgetMesh.Grains.Tests;

/// <summary>One gateway incarnation that asks for rights of one budget and charges what it got.</summary>
internal sealed class TestGate(string incarnation, ScopePath scope)
{
    private long _seq;
    private long _charged;
    private long _returned;

    public long Granted { get; private set; }

    public long? Window { get; private set; }

    public ScopeTerms? Last { get; private set; }

    /// <summary>Asks for what <paramref name="needed"/> requests would take now.</summary>
    public async Task<ScopeTerms> AskAsync(IScopeOwner owner, long needed)
    {
        if (Window is null)
            Take(await owner.SyncAsync(Report(0), CancellationToken.None));
        return Take(await owner.SyncAsync(Report(needed), CancellationToken.None));
    }

    /// <summary>Charges and settles at once.</summary>
    public void Spend(long amount) => _charged += amount;

    public void ReturnFree() => _returned = Granted - _charged;

    public ScopeReport Report(long waiting) => new(
        scope.Value, incarnation, ++_seq, Last?.Version ?? 0, Last?.Epoch ?? 0, 1_000, false,
        [new SliceLine(Meshes.Month, Window, Granted, _returned, _charged, 0, _charged, 0, 0, 0, 0, waiting == 0 ? 0 : 1, waiting, waiting == 0 ? 0 : 1, 0)]);

    private ScopeTerms Take(ScopeTerms terms)
    {
        if (terms.Status != "accepted")
            return terms;
        Last = terms;
        if (terms.Slices.FirstOrDefault(slice => slice.Open) is { } open)
        {
            Window = open.Window;
            Granted = Math.Max(Granted, open.Granted);
        }

        return terms;
    }
}
