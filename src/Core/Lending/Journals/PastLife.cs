using System.Diagnostics.CodeAnalysis;
using BudgetMesh.Holds;

namespace BudgetMesh.Lending.Journals;

/// <summary>
/// A life that has ended without a good-bye, as its journal tells it: the receipts that the silo may lack, among them one for
/// every hold that was open, which is charged in full; and the last word to every owner. Read again it says the same, under the
/// same numbers, so that whoever tells it may be killed as well. Nothing is written here.
/// </summary>
public sealed class PastLife
{
    private readonly List<FinalReport> _finals;
    private long _acknowledged;

    internal PastLife(Incarnation incarnation, long acknowledged, IReadOnlyList<Receipt> receipts, IReadOnlyList<FinalReport> finals) =>
        (Incarnation, _acknowledged, Receipts, _finals) = (incarnation, acknowledged, receipts, [.. finals]);

    public Incarnation Incarnation { get; }

    /// <summary>All that the journal has, oldest first.</summary>
    public IReadOnlyList<Receipt> Receipts { get; }

    /// <summary>What owners are still to be told.</summary>
    public IReadOnlyList<FinalReport> Finals => _finals;

    public int ReceiptsUnacknowledged => Receipts.Count(receipt => receipt.Seq > _acknowledged);

    /// <summary>Everybody knows everything: the journal may go.</summary>
    public bool IsDone => _finals.Count == 0 && ReceiptsUnacknowledged == 0;

    /// <summary>Receipts to send, oldest first.</summary>
    public IReadOnlyList<Receipt> ReadReceipts(int most) => [.. Receipts.Where(receipt => receipt.Seq > _acknowledged).Take(most)];

    public void AcknowledgeReceipts(long seq) => _acknowledged = Math.Max(_acknowledged, seq);

    /// <summary>The owner has closed the incarnation, durably.</summary>
    public void Concluded(ScopePath scope) => _finals.RemoveAll(final => final.Scope == scope);

    /// <param name="memory">A journal, as <see cref="GateJournal"/> wrote it.</param>
    /// <param name="witness">
    /// What the witness counted; 0 where it is gone, with the boot of the machine that the process ran in. Then pages of the journal
    /// may be missing, and where the journal counted less, it is an old copy: all that is believed is that the incarnation has
    /// ended, and what it had is forfeited.
    /// </param>
    /// <param name="problem">Why it cannot be read: nothing was written yet, or by another version.</param>
    public static bool TryRead(ReadOnlyMemory<long> memory, long witness, [NotNullWhen(true)] out PastLife? life, out string problem)
    {
        life = null;
        try
        {
            return JournalReader.TryRead(memory.Span, witness, out life, out problem);
        }
        catch (Exception broken) when (broken is FormatException or ArgumentException or OverflowException)
        {
            problem = broken.Message;
            return false;
        }
    }
}
