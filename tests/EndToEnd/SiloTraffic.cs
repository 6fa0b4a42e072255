using BudgetMesh.Wire;

namespace BudgetMesh.EndToEnd;

/// <summary>What all gates of a test send to the silo and hear from it. Safe from several threads.</summary>
internal sealed class SiloTraffic
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Decision, string Kind), string> _acknowledged = [];
    private TaskCompletionSource? _reached;
    private int _left;

    /// <summary>The receipts that the silo said are durable, by decision and kind, with their cost.</summary>
    public IReadOnlyDictionary<(string Decision, string Kind), string> Acknowledged
    {
        get
        {
            lock (_lock)
                return new Dictionary<(string, string), string>(_acknowledged);
        }
    }

    /// <summary>Completes in the middle of the traffic: after so many messages more that were sent or answered. One waits at a time.</summary>
    public Task AfterAsync(int moments)
    {
        lock (_lock)
        {
            _left = moments;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task;
        }
    }

    public void Passed()
    {
        lock (_lock)
        {
            if (--_left == 0)
                _reached?.SetResult();
        }
    }

    public void Acknowledge(ReceiptBatch batch, ReceiptAck ack)
    {
        lock (_lock)
        {
            foreach (var receipt in batch.Receipts.Where(receipt => receipt.Seq <= ack.Through))
                _acknowledged[($"{batch.Incarnation}:{receipt.Decision}", receipt.Kind)] = receipt.Cost;
        }
    }
}
