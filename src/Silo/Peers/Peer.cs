namespace BudgetMesh.Silo;

/// <summary>Another silo, as this one sees it: in, or left out. At first it is out, and in with its first answer.</summary>
internal sealed class Peer(Uri address, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _in;
    private long? _lostAt;
    private long? _complainedAt;

    public Uri Address => address;

    public bool IsIn => Volatile.Read(ref _in) is not null;

    /// <summary>Cancelled when it is left out: what it was asked is asked of somebody else then. Cancelled already while it is.</summary>
    public CancellationToken Lost => Volatile.Read(ref _in)?.Token ?? new CancellationToken(canceled: true);

    /// <summary>False where it was out before.</summary>
    public bool TryLeaveOut()
    {
        CancellationTokenSource lost;
        lock (_lock)
        {
            if (_in is null)
                return false;
            (lost, _in, _lostAt) = (_in, null, clock.GetTimestamp());
        }

        lost.Cancel(); // not disposed: calls that begin at this moment still look at its token
        return true;
    }

    /// <summary>Whether what it has answered is to be logged: a silo that is set up wrongly must not fill the log.</summary>
    public bool TryComplain()
    {
        lock (_lock)
        {
            if (_complainedAt is { } at && clock.GetElapsedTime(at) < PeerTimes.ComplaintEvery)
                return false;
            _complainedAt = clock.GetTimestamp();
            return true;
        }
    }

    /// <summary>It has answered. True where it is in from now on.</summary>
    public bool TryTakeIn()
    {
        lock (_lock)
        {
            if (_in is not null || (_lostAt is { } lostAt && clock.GetElapsedTime(lostAt) < PeerTimes.OutFor))
                return false;
            _in = new CancellationTokenSource();
            return true;
        }
    }

    public void Dispose() => _in?.Dispose();
}
