using System.Threading.RateLimiting;

namespace BudgetMesh.RateLimiting;

/// <summary>What a limiter counts: leases that are out, permits that are waited for, and since when there is neither.</summary>
internal sealed class LimiterBook(TimeProvider time, int permitsMost, int queueLimit)
{
    private readonly Lock _lock = new();
    private long _idleSince = time.GetTimestamp();
    private int _out;
    private int _waiting;
    private long _permitsQueued;
    private long _acquired;
    private long _failed;
    private bool _wasRefused;

    public TimeSpan? IdleDuration
    {
        get
        {
            lock (_lock)
                return _out + _waiting == 0 ? time.GetElapsedTime(_idleSince) : null;
        }
    }

    public RateLimiterStatistics Read()
    {
        lock (_lock)
        {
            return new RateLimiterStatistics
            {
                CurrentAvailablePermits = _wasRefused ? 0 : permitsMost,
                CurrentQueuedCount = _permitsQueued,
                TotalSuccessfulLeases = _acquired,
                TotalFailedLeases = _failed,
            };
        }
    }

    /// <param name="holds">It is to be <see cref="Returned"/>.</param>
    public void Acquired(bool holds)
    {
        lock (_lock)
        {
            (_acquired, _wasRefused) = (_acquired + 1, false);
            _out += holds ? 1 : 0;
            Used();
        }
    }

    public void Failed()
    {
        lock (_lock)
        {
            (_failed, _wasRefused) = (_failed + 1, true);
            Used();
        }
    }

    public void Returned()
    {
        lock (_lock)
        {
            _out--;
            Used();
        }
    }

    /// <summary>False where too many permits are waited for already.</summary>
    public bool TryQueue(int permits)
    {
        lock (_lock)
        {
            if (_permitsQueued + permits > queueLimit)
                return false;
            (_permitsQueued, _waiting) = (_permitsQueued + permits, _waiting + 1);
            return true;
        }
    }

    public void Leave(int permits)
    {
        lock (_lock)
        {
            (_permitsQueued, _waiting) = (_permitsQueued - permits, _waiting - 1);
            Used();
        }
    }

    private void Used() => _idleSince = time.GetTimestamp();
}
