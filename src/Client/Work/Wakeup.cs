using System.Threading.Tasks.Sources;

namespace BudgetMesh.Client;

/// <summary>
/// Wakes one waiting loop, by signal or by time. A signal costs an exchange, and nothing is allocated: it may come from the
/// path of a decision. Signals that come while the loop is awake are kept, as one.
/// </summary>
internal sealed class Wakeup : IValueTaskSource, IThreadPoolWorkItem, IDisposable
{
    private const int Idle = 0, Signalled = 1, Waiting = 2;

    /// <summary>Timers take no more than 49 days; a loop that wakes daily for nothing costs nothing.</summary>
    private static readonly TimeSpan WaitMost = TimeSpan.FromDays(1);

    private readonly ITimer _timer;
    private ManualResetValueTaskSourceCore<bool> _source;
    private int _state;

    public Wakeup(TimeProvider time) =>
        _timer = time.CreateTimer(static state => ((Wakeup)state!).Signal(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Signal()
    {
        if (Interlocked.Exchange(ref _state, Signalled) == Waiting)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Completes with the next signal, or after <paramref name="atMost"/>, or now, where a signal came since the last wait. One waits at a time.</summary>
    public ValueTask WaitAsync(TimeSpan atMost)
    {
        _source.Reset();
        if (atMost <= TimeSpan.Zero)
        {
            Volatile.Write(ref _state, Idle);
            return ValueTask.CompletedTask;
        }

        _timer.Change(atMost < WaitMost ? atMost : WaitMost, Timeout.InfiniteTimeSpan);
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
            return new ValueTask(this, _source.Version);
        Volatile.Write(ref _state, Idle);
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _timer.Dispose();

    void IThreadPoolWorkItem.Execute() => _source.SetResult(true);

    void IValueTaskSource.GetResult(short token)
    {
        _source.GetResult(token);
        Volatile.Write(ref _state, Idle);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
