using BudgetMesh.Routing;
using BudgetMesh.Storage;

namespace BudgetMesh.Grains.Tests;

/// <summary>A store of weeks that is away when it is told to be, and counts.</summary>
internal sealed class FaultyWeeks(IWeekStore inner) : IWeekStore
{
    private int _reads;
    private int _writes;

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Writes of something.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public bool IsAway { get; set; }

    public ValueTask<IReadOnlyList<WeekRecord>> ReadAsync(ScopePath scope, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        return IsAway ? throw new StoreUnavailableException("the disk is away") : inner.ReadAsync(scope, cancellation);
    }

    public ValueTask WriteAsync(ScopePath scope, IReadOnlyList<WeekRecord> weeks)
    {
        if (weeks.Count > 0)
            Interlocked.Increment(ref _writes);
        return IsAway ? throw new StoreUnavailableException("the disk is away") : inner.WriteAsync(scope, weeks);
    }
}
