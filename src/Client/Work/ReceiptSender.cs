using BudgetMesh.Wire;

namespace BudgetMesh.Client;

/// <summary>Sends receipts up in batches, apart from syncs so that none of those waits for a batch, until each is confirmed.</summary>
internal sealed class ReceiptSender(GateLives lives, ISiloTransport silo, GateOptions options, Connection connection, CancellationToken stop) : IDisposable
{
    /// <summary>A silo that is there manages so many; fewer would only make it last longer.</summary>
    private const int BatchLeast = 32;

    /// <summary>A receipt waits this long for company.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(30);

    /// <summary>A batch that is sent again costs the silo more than the first time, and no request waits for it: patience is cheaper than a repetition.</summary>
    private readonly TimeSpan _patience = options.SyncTimeout * 5;

    private readonly Wakeup _wakeup = new(options.Time);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
    private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _flushing;

    /// <summary>Receipts of the next batch: fewer where the silo has not managed so many.</summary>
    private int _most = GateLives.ReceiptsBatchMost;

    public void Wake() => _wakeup.Signal();

    /// <summary>Completes once every receipt is confirmed. To be called when no more are written.</summary>
    public Task FlushAsync()
    {
        _flushing = true;
        Wake();
        return _flushed.Task;
    }

    public async Task RunAsync()
    {
        var lingered = false;
        while (!stop.IsCancellationRequested)
        {
            var isLast = _flushing; // before the look: a receipt that is written between the two must still be sent
            var pending = lives.LookAtReceipts();
            if (pending == 0 && isLast)
                _flushed.TrySetResult();
            if (pending == 0)
            {
                await _wakeup.WaitAsync(TimeSpan.MaxValue).ConfigureAwait(false);
            }
            else if (pending < GateLives.ReceiptsAtOnce && !lingered && !_flushing)
            {
                await _wakeup.WaitAsync(Linger).ConfigureAwait(false);
                lingered = true;
                continue;
            }
            else if (await TrySendAsync().ConfigureAwait(false) is { } pause)
            {
                await _wakeup.WaitAsync(pause).ConfigureAwait(false);
            }

            lingered = false;
        }
    }

    public void Dispose() => _wakeup.Dispose();

    /// <summary>Sends one batch. Null where it is confirmed, else how long to wait before the next attempt.</summary>
    private async Task<TimeSpan?> TrySendAsync()
    {
        var receipts = lives.CopyReceipts(_most);
        var incarnation = receipts[0].Incarnation;
        var batch = new ReceiptBatch(incarnation.Value, [.. receipts.Select(WireMapping.ToWire)]);
        using var timeout = new CancellationTokenSource(_patience, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            var ack = await silo.SendReceiptsAsync(batch, either.Token).ConfigureAwait(false);
            lives.Acknowledge(incarnation, Math.Min(ack.Through, receipts[^1].Seq));
            _backoff.Reset();
            _most = Math.Min(2 * _most, GateLives.ReceiptsBatchMost);
            return ack.Through >= receipts[0].Seq ? null : _backoff.Next();
        }
#pragma warning disable CA1031 // Whatever a transport throws means that nothing is confirmed.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            connection.Failed(problem);
            _most = Math.Max(BatchLeast, _most / 2);
            return problem is SiloRefusedException ? RefusedPause : _backoff.Next();
        }
    }
}
