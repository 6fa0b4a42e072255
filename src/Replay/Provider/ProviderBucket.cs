using BudgetMesh.Rates;

namespace BudgetMesh.Replay.Provider;

/// <summary>
/// What the fake provider has left of one limit. In <see cref="decimal"/>, and on purpose by other arithmetic than the buckets of
/// gates and owners: a level that is filled up, where theirs compare times. Not safe from several threads.
/// </summary>
internal sealed class ProviderBucket(ProviderLimit limit, ProviderDrops drops)
{
    private const decimal TicksPerMinute = TimeSpan.TicksPerMinute;

    private decimal _level = Full(limit);
    private long _occupied;
    private long _occupiedMost;
    private TimeSpan _at;

    public ProviderLimit Limit => limit;

    private bool IsRate => limit.Unit != LimitUnit.Concurrent;

    private decimal Factor => drops.FactorAt(_at);

    /// <summary>What it would take at once, at the moment that it was last brought up to.</summary>
    public decimal Remaining => IsRate ? _level : decimal.Floor(limit.Amount * Factor) - _occupied;

    /// <summary>The most requests at once; 0 of a rate.</summary>
    public long OccupiedMost => _occupiedMost;

    /// <summary>In a minute, or at once.</summary>
    public decimal Allowed => limit.Amount * Factor;

    /// <summary>Lets time pass. A moment that is past changes nothing: requests need not come in the order of their times.</summary>
    public void BringTo(TimeSpan now)
    {
        while (_at < now)
        {
            var factor = Factor;
            var edge = drops.NextEdge(_at, now);
            _level = Math.Min(Full(limit) * factor, _level + limit.Amount * factor * (edge - _at).Ticks / TicksPerMinute);
            _at = edge;
            _level = Math.Min(Full(limit) * Factor, _level);
        }
    }

    public void Take(long cost)
    {
        if (IsRate)
            _level -= cost;
        else
            _occupiedMost = Math.Max(_occupiedMost, _occupied += cost);
    }

    /// <summary>A request ends; a rate comes back by itself.</summary>
    public void GiveBack() => _occupied -= IsRate ? 0 : 1;

    /// <summary>Until it would take so much, if the part that is allowed stays as it is; null where only the end of other requests helps, or nothing.</summary>
    public TimeSpan? Until(decimal level)
    {
        var perMinute = Allowed;
        return !IsRate || perMinute == 0 || level > Full(limit) * Factor ? null
            : TimeSpan.FromTicks((long)decimal.Ceiling(Math.Max(0, level - _level) * TicksPerMinute / perMinute));
    }

    /// <summary>Until all of it is there again.</summary>
    public TimeSpan? UntilFull() => Until(Full(limit) * Factor);

    private static decimal Full(ProviderLimit limit) => limit.Burst + limit.Amount / 60 * ProviderLimit.LatenessSeconds;
}
