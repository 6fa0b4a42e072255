namespace BudgetMesh.Grains;

/// <summary>Wakes everyone who waits for the owner's next step. Used by one activation only, whose scheduler is the lock.</summary>
internal sealed class StepSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Next => _next.Task;

    public void Raise()
    {
        var raised = _next;
        _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        raised.SetResult();
    }
}
