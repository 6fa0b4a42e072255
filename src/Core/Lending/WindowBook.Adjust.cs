namespace BudgetMesh.Lending;

/// <summary>The adjustments of one window.</summary>
internal sealed partial class WindowBook
{
    private readonly Dictionary<string, Adjustment> _adjustments = [];
    private readonly HashSet<string> _adjustmentsDurable = [];

    public IReadOnlyCollection<Adjustment> Adjustments => _adjustments.Values;

    /// <summary>Σ of the adjustments, written or not.</summary>
    public long Adjusted { get; private set; }

    /// <summary>Σ of those that are durable: all that may be told.</summary>
    public long AdjustedDurable { get; private set; }

    public Adjustment? FindAdjustment(string id) => _adjustments.GetValueOrDefault(id);

    public void Adjust(Adjustment adjustment)
    {
        _adjustments.Add(adjustment.Id, adjustment);
        SumAdjustments();
    }

    public void Written(Adjustment adjustment)
    {
        _adjustmentsDurable.Add(adjustment.Id);
        SumAdjustments();
    }

    /// <param name="records">This window's, as the books have them.</param>
    /// <param name="written">The ids that the books have, of this window or another: an id is taken once.</param>
    /// <returns>Those that are not in the books.</returns>
    public IReadOnlyList<Adjustment> AdoptAdjustments(IEnumerable<Adjustment> records, IReadOnlySet<string> written)
    {
        foreach (var id in _adjustments.Keys.Where(written.Contains).ToList())
            _adjustments.Remove(id);
        List<Adjustment> unwritten = [.. _adjustments.Values];
        foreach (var record in records)
        {
            _adjustments.Add(record.Id, record);
            _adjustmentsDurable.Add(record.Id);
        }

        SumAdjustments();
        return unwritten;
    }

    private void SumAdjustments()
    {
        (Adjusted, AdjustedDurable) = (0, 0);
        foreach (var (id, adjustment) in _adjustments)
        {
            Adjusted = checked(Adjusted + adjustment.Amount);
            if (_adjustmentsDurable.Contains(id))
                AdjustedDurable = checked(AdjustedDurable + adjustment.Amount);
        }
    }
}
