namespace BudgetMesh.Client;

/// <summary>A time that a gate spends with one silo. Left once, for good: who comes back begins another one.</summary>
/// <param name="silo">The place of that silo in the list.</param>
/// <param name="time">Measures time.</param>
/// <param name="lookBackAfter">When an earlier silo is tried again, and how often.</param>
internal sealed class Stay(int silo, TimeProvider time, TimeSpan lookBackAfter) : IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private readonly Lock _lock = new();
    private long? _unansweredSince;
    private long _lookedBackAt = time.GetTimestamp();

    public int Silo => silo;

    /// <summary>Ends whatever is under way there when the silo is left.</summary>
    public CancellationToken Left => _left.Token;

    /// <summary>Whether anything ever came from there.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>For how long calls have come to nothing there: since the first of them that was made after the last answer.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_lock)
                return _unansweredSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
        }
    }

    public void Asked()
    {
        lock (_lock)
            _unansweredSince ??= time.GetTimestamp();
    }

    public void Answered()
    {
        lock (_lock)
            (_unansweredSince, HasAnswered) = (null, true);
    }

    /// <summary>True where it is time to see whether an earlier silo answers again; then not for a while.</summary>
    public bool MayLookBack()
    {
        if (silo == 0)
            return false;
        lock (_lock)
        {
            if (time.GetElapsedTime(_lookedBackAt) < lookBackAfter)
                return false;
            _lookedBackAt = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>What waits for an answer there goes on elsewhere; not on this thread.</summary>
    public void End() => _ = _left.CancelAsync();

    /// <summary>Only the last one needs it: calls that begin while a silo is left still look at <see cref="Left"/>.</summary>
    public void Dispose() => _left.Dispose();
}
