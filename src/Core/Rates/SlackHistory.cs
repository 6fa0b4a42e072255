namespace BudgetMesh.Rates;

/// <summary>
/// How close a bucket's level came to its burst: for each moment of the past, the smallest slack (burst − level) since then. It
/// bounds what may be put back for that moment without the level having passed the burst. Kept as a stack in which time and
/// slack both rise: an older slack that is not smaller than a younger one can bind nobody. Nothing here allocates.
/// </summary>
internal sealed class SlackHistory
{
    /// <summary>
    /// Slacks kept. A level that wanders about leaves a handful; only one that falls for long leaves more, and then neighbours
    /// become one, at the smaller slack: see <see cref="Thin"/>. Half a kilobyte a bucket.
    /// </summary>
    public const int RecordsMax = 32;

    /// <summary>Records become one where they differ by less than their whole range over this. More steps and it has to be done more often; fewer and more is withheld.</summary>
    private const int ThinSteps = RecordsMax * 3 / 4;

    private readonly Record[] _records = new Record[RecordsMax];

    private int _count;

    /// <param name="before">It binds what was charged earlier than this. Not falling from call to call, but where the slack is no greater than the last.</param>
    /// <param name="slack">0 or more.</param>
    public void Note(long before, long slack)
    {
        while (_count > 0 && _records[_count - 1].Slack >= slack)
            before = Math.Max(before, _records[--_count].Before);
        if (_count > 0 && _records[_count - 1].Before >= before)
            return;
        if (_count == RecordsMax)
            Thin();
        _records[_count++] = new Record(before, slack);
    }

    /// <summary>The smallest slack noted since something was charged; <see cref="long.MaxValue"/> where there is none.</summary>
    public long Since(long chargedAt)
    {
        var first = FirstAfter(chargedAt);
        return first < _count ? _records[first].Slack : long.MaxValue;
    }

    /// <summary>The level has been higher by so much all along since then.</summary>
    /// <param name="amount">At most <see cref="Since"/>.</param>
    public void Lower(long chargedAt, long amount)
    {
        var first = FirstAfter(chargedAt);
        if (first == _count)
            return;
        for (var index = first; index < _count; index++)
            _records[index] = _records[index] with { Slack = _records[index].Slack - amount };

        // Records before those may no longer be the smaller ones.
        var kept = first;
        while (kept > 0 && _records[kept - 1].Slack >= _records[first].Slack)
            kept--;
        _records.AsSpan(first, _count - first).CopyTo(_records.AsSpan(kept));
        _count -= first - kept;
    }

    private int FirstAfter(long chargedAt)
    {
        var first = _count;
        while (first > 0 && _records[first - 1].Before > chargedAt)
            first--;
        return first;
    }

    /// <summary>
    /// Makes neighbours of nearly the same slack one, which has the smaller slack for the time of both: it may refuse to put back
    /// what would have fitted, never the other way round. Each that stays is a step above the one before it, so at most one more
    /// than there are steps stay.
    /// </summary>
    private void Thin()
    {
        var step = (_records[_count - 1].Slack - _records[0].Slack) / ThinSteps + 1;
        var last = 0;
        for (var index = 1; index < _count; index++)
        {
            if (_records[index].Slack - _records[last].Slack < step)
                _records[last] = _records[last] with { Before = _records[index].Before };
            else
                _records[++last] = _records[index];
        }

        _count = last + 1;
    }

    private readonly record struct Record(long Before, long Slack);
}
