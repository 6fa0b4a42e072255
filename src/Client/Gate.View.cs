using BudgetMesh.Holds;
using BudgetMesh.Lending;

namespace BudgetMesh.Client;

/// <summary>What can be seen of a gate.</summary>
public sealed partial class Gate
{
    /// <summary>The present life of this gateway; a closed one is followed by the next.</summary>
    public Incarnation Incarnation
    {
        get
        {
            lock (_lives.Lock)
                return _lives.Book.Incarnation;
        }
    }

    public GateCounters Counters
    {
        get
        {
            lock (_lives.Lock)
            {
                return new GateCounters(
                    _lives.Tally.Total, _lives.Waited, _meter.Syncs, _meter.SyncsFailed, _lives.OpenHolds, _lives.ExpiredHolds, _lives.ReceiptsPending, _meter.LeasesAbandoned, _lastWords.PastLives);
            }
        }
    }

    /// <summary>The holds that are open or expired, with the life that made each; oldest first within a life.</summary>
    public IReadOnlyList<(Incarnation Incarnation, HoldSnapshot Hold)> Holds()
    {
        lock (_lives.Lock)
        {
            var now = _clock.Now;
            return [.. _lives.All.SelectMany(book => book.Holds(now).Select(hold => (book.Incarnation, hold)))];
        }
    }

    /// <summary>What the present life was lent of every budget and window, and what became of it.</summary>
    public IReadOnlyList<(ScopePath Scope, string Budget, long Window, SliceCounters Counters)> Slices()
    {
        lock (_lives.Lock)
            return [.. _lives.Book.Slices()];
    }
}
