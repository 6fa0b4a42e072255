namespace BudgetMesh.Storage;

/// <summary>
/// What waits for the writer, in the order in which it goes: urgent commands first, but never without one of the others, so that
/// neither a flood of receipts delays a grant nor a flood of grants starves the receipts. Within a lane, first come first served.
/// </summary>
internal sealed class WriteLanes<TSession>(int rowsPerBatchMax)
{
    private readonly Queue<QueuedWrite<TSession>> _urgent = [];
    private readonly Queue<QueuedWrite<TSession>> _patient = [];

    public bool IsEmpty => _urgent.Count == 0 && _patient.Count == 0;

    public void Add(QueuedWrite<TSession> command) => (command.IsUrgent ? _urgent : _patient).Enqueue(command);

    /// <summary>The next batch: whole commands, up to the bound of rows; a command that is larger than that goes with what comes before it.</summary>
    public List<QueuedWrite<TSession>> Take()
    {
        List<QueuedWrite<TSession>> batch = [];
        var rows = 0;
        while (rows < rowsPerBatchMax && _urgent.TryDequeue(out var command))
            Put(command);
        if (_patient.TryDequeue(out var first))
            Put(first);
        while (rows < rowsPerBatchMax && _patient.TryDequeue(out var command))
            Put(command);
        return batch;

        void Put(QueuedWrite<TSession> command)
        {
            batch.Add(command);
            rows += command.Rows;
        }
    }
}
