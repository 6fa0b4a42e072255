namespace BudgetMesh.Client;

/// <summary>How far a gate that leaves has come. Read and written under the gate's lock.</summary>
internal sealed class Farewell
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _from = TimeSpan.MaxValue;

    /// <summary>No hold is open any more.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Every owner knows that this gateway has left; or, where holds stay open, what it still holds.</summary>
    public Task Told => _told.Task;

    /// <summary>Holds are waited for no longer: what is told from now on is the last word.</summary>
    public void Begin(TimeSpan now) => _from = now;

    public void Look(GateLives lives)
    {
        if (!lives.IsLeaving)
            return;
        if (lives.OpenHolds == 0)
            _drained.TrySetResult();
        if (lives.Book.HasLeft || lives.Book.IsClosed)
            _told.TrySetResult();
    }

    public void Answered(GateLives lives, TimeSpan sentAt)
    {
        if (lives.IsLeaving && sentAt >= _from && lives.OpenHolds > 0)
            _told.TrySetResult();
    }
}
