namespace BudgetMesh.Replay;

/// <summary>Counts tasks that nobody awaits one by one, and keeps the first fault.</summary>
internal sealed class UnderWay
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;
    private long _open = 1;

    public Exception? Fault => Volatile.Read(ref _fault);

    public void Add(Task task)
    {
        Interlocked.Increment(ref _open);
        task.ContinueWith(Done, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Ends when all tasks have; with the first fault, where there was one.</summary>
    public async Task DrainAsync()
    {
        Close();
        await _drained.Task.ConfigureAwait(false);
        if (Fault is { } fault)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
    }

    private void Done(Task task)
    {
        if (task.Exception is { } fault)
            Interlocked.CompareExchange(ref _fault, fault.InnerException ?? fault, null);
        Close();
    }

    private void Close()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            _drained.TrySetResult();
    }
}
