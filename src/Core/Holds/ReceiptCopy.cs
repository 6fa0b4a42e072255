using BudgetMesh.Lending;

namespace BudgetMesh.Holds;

/// <summary>
/// Some receipts of a gate as they were when they were copied out. Copying takes no longer than moving memory, so it may be done
/// while decisions wait; <see cref="Read"/> makes receipts of it at leisure, on any thread.
/// </summary>
public sealed class ReceiptCopy
{
    private readonly Incarnation _incarnation;
    private readonly long _firstSeq;
    private readonly ReceiptLog.Entry[] _entries;

    internal ReceiptCopy(Incarnation incarnation, long firstSeq, ReceiptLog.Entry[] entries) =>
        (_incarnation, _firstSeq, _entries) = (incarnation, firstSeq, entries);

    public int Count => _entries.Length;

    /// <summary>The last receipt's number; one less than the first would have where there are none.</summary>
    public long LastSeq => _firstSeq + Count - 1;

    /// <summary>The receipts, oldest first.</summary>
    public IReadOnlyList<Receipt> Read()
    {
        var receipts = new Receipt[_entries.Length];
        for (var i = 0; i < receipts.Length; i++)
            receipts[i] = _entries[i].ToReceipt(_incarnation, _firstSeq + i);
        return receipts;
    }
}
