using BudgetMesh.Holds;
using BudgetMesh.Lending;
using NodaTime;

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

    /// <summary>The silos' time; null before the first of them has answered. It decides no rights: for people, and for when a window ends.</summary>
    public Instant? Now
    {
        get
        {
            lock (_lives.Lock)
                return _lives.Book.WallAt(_clock.Now);
        }
    }

    /// <summary>How long a hold lasts that nobody extends; zero before the first plan.</summary>
    public TimeSpan HoldLifetime
    {
        get
        {
            lock (_lives.Lock)
                return _lives.Book.Plan?.Mesh.Defaults.HoldLifetime.ToTimeSpan() ?? TimeSpan.Zero;
        }
    }

    /// <summary>How the budgets stand that a request of this scope would be charged to, leaf first, by their owners' last word; null where it lies under no scope of the mesh.</summary>
    public IReadOnlyList<BudgetStanding>? Standing(ScopePath scope)
    {
        lock (_lives.Lock)
            return _lives.Book.Standing(scope);
    }

    /// <summary>Whose key it is; null for a secret of no scope's key, or of one that was revoked. What a silo said is believed for five seconds.</summary>
    /// <param name="secret">As it was shown when the key was made; it does not leave the process.</param>
    /// <exception cref="SiloException">No silo answers, and the key was not asked for in the last five minutes.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public ValueTask<ScopeKey?> FindKeyAsync(string secret, CancellationToken cancellation = default) => _keys.FindAsync(secret, cancellation);

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
