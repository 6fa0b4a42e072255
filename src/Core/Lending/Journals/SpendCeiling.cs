namespace BudgetMesh.Lending.Journals;

/// <summary>
/// How much of one slice the journal says can have been spent. It is moved before what is charged passes it, and again once it is a
/// block above: so a kill forfeits at most a block. A block is a share of the slice as it was lent: a slice is refreshed when
/// half of it is used, so that the ceiling moves a few times for each sync, and what is forfeited shrinks with the slice.
/// </summary>
internal sealed class SpendCeiling(GateJournal journal)
{
    private long _value;
    private long _half;
    private bool _isRefused;

    /// <summary>The slice's row in the journal; −1 for none.</summary>
    public int Row { get; private set; } = -1;

    /// <summary>Nothing of the slice is open, free or unknown to the owner.</summary>
    public bool IsLeaving { get; private set; }

    public void Lend(Slice slice, long granted)
    {
        if (RowOf(slice) < 0)
            return;
        journal.Grant(Row, granted);
        _half = Math.Max(0, slice.Free) / LendingRules.JournalBlocks / 2;
    }

    /// <summary>To be called before so much is charged in all.</summary>
    public void Cover(Slice slice, long charged)
    {
        if (RowOf(slice) >= 0 && (charged > _value || _value - charged > 2 * _half))
            journal.MoveCeiling(Row, _value = charged + _half);
    }

    public void Tell(in SliceCounters told)
    {
        if (Row >= 0)
            journal.Tell(Row, told);
    }

    /// <summary>The slice is done with.</summary>
    public void Leave()
    {
        if (Row < 0 || IsLeaving)
            return;
        IsLeaving = true;
        journal.Leave(this);
    }

    /// <summary>The row is another's.</summary>
    public void Forget() => Row = -1;

    /// <summary>The row, which a slice that comes back to life is given again.</summary>
    public int RowOf(Slice slice)
    {
        IsLeaving = false;
        if (Row >= 0 || _isRefused)
            return Row;
        Row = journal.AddSlice(slice);
        _isRefused = Row < 0;
        _value = slice.ChargedTotal - slice.ReleasedTotal;
        return Row;
    }
}
