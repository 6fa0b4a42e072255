namespace BudgetMesh.Grains.Local;

/// <summary>
/// An active owner and its turns: calls and their continuations run one at a time, interleaved at awaits, as on a reentrant
/// virtual actor. Counts its callers, so that it is closed only when nobody is inside.
/// </summary>
internal sealed class Mailbox<TOwner>(TOwner owner, TimeProvider clock)
    where TOwner : IAsyncDisposable
{
    private const int Closed = -1;

    private readonly TaskFactory _turns = new(
        CancellationToken.None,
        TaskCreationOptions.DenyChildAttach,
        TaskContinuationOptions.None,
        new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default).ExclusiveScheduler);

    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _callers;
    private long _usedAt = clock.GetTimestamp();

    public TOwner Owner => owner;

    /// <summary>Completes once the owner has written everything and is out of the way of the next one.</summary>
    public Task Gone => _gone.Task;

    public TimeSpan IdleFor => clock.GetElapsedTime(Volatile.Read(ref _usedAt));

    /// <summary>False where the mailbox is closing: wait until it is <see cref="Gone"/> and take the next.</summary>
    public bool TryEnter()
    {
        for (var callers = Volatile.Read(ref _callers); callers != Closed;)
        {
            var seen = Interlocked.CompareExchange(ref _callers, callers + 1, callers);
            if (seen == callers)
                return true;
            callers = seen;
        }

        return false;
    }

    public void Leave()
    {
        Volatile.Write(ref _usedAt, clock.GetTimestamp());
        Interlocked.Decrement(ref _callers);
    }

    /// <summary>False where somebody is inside, or it is closed already.</summary>
    public bool TryClose() => Interlocked.CompareExchange(ref _callers, Closed, 0) == 0;

    public Task<T> RunAsync<T>(Func<TOwner, ValueTask<T>> call) => _turns.StartNew(() => call(owner).AsTask()).Unwrap();

    /// <summary>Ends the owner, whoever is inside: their calls go on to the next one.</summary>
    public Task EndAsync() => _turns.StartNew(() => owner.DisposeAsync().AsTask()).Unwrap();

    public void SetGone() => _gone.TrySetResult();
}
