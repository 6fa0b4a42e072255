namespace BudgetMesh.Lending;

/// <summary>
/// The mean bound of recent holds. The mean, because slices are sized by it: sized by the largest, one long prompt in a thousand
/// would lend everybody ten times what they use.
/// </summary>
internal sealed class BoundMeter
{
    /// <summary>So many holds are enough for a mean: bounds that have become known do not wait for the clock.</summary>
    private const int HoldsMany = 32;

    private (long Charged, long Holds) _older;
    private (long Charged, long Holds) _newer;
    private TimeSpan _markedAt;

    /// <summary>The mean since at least one and at most two spans ago, of time or of <see cref="HoldsMany"/>; 0 where no hold was made since.</summary>
    public long Mean(TimeSpan now, long charged, long holds)
    {
        if (now - _markedAt >= LendingRules.RefreshFar || holds - _newer.Holds >= HoldsMany)
            (_older, _newer, _markedAt) = (_newer, (charged, holds), now);
        return holds == _older.Holds ? 0 : (charged - _older.Charged) / (holds - _older.Holds);
    }
}
