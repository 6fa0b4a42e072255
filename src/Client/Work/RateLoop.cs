using BudgetMesh.Lending;
using BudgetMesh.Rates;
using BudgetMesh.Wire;

namespace BudgetMesh.Client;

/// <summary>
/// Keeps the gate's slices of limits and capacity: one message under way to their owners, beside <see cref="SyncLoop"/> and
/// never behind it, for these rights end within seconds and wait for no disk.
/// </summary>
internal sealed class RateLoop(GateLives lives, ISiloTransport silo, GateOptions options, MonotonicClock clock, SyncLoop decisions, CancellationToken stop) : IDisposable
{
    /// <summary>A shortage makes a message due sooner than was planned; it is seen within this time.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Turns that have nothing to do are at least this far apart.</summary>
    private static readonly TimeSpan TurnLeast = TimeSpan.FromMilliseconds(1);

    private readonly Wakeup _wakeup = new(options.Time);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));

    public void Wake() => _wakeup.Signal();

    public async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var pause = await SendDueAsync().ConfigureAwait(false);
            await _wakeup.WaitAsync(pause > TurnLeast ? pause : TurnLeast).ConfigureAwait(false);
        }
    }

    public void Dispose() => _wakeup.Dispose();

    /// <summary>Sends what is due and takes the answer. Answers how long there is nothing to do.</summary>
    private async Task<TimeSpan> SendDueAsync()
    {
        GateBook book;
        IReadOnlyList<RateRequest> requests;
        TimeSpan sentAt, patience;
        lock (lives.Lock)
        {
            (book, sentAt) = (lives.Book, clock.Now);
            patience = book.RateSyncTimeout;
            if (!lives.TryBuildRateSync(sentAt, out requests))
            {
                var wait = book.NextRateSyncAt(sentAt) - sentAt;
                return wait < LookEvery ? wait : LookEvery;
            }
        }

        var pause = TimeSpan.Zero;
        try
        {
            var reply = await AskAsync(new RateMessage(book.Incarnation.Value, [.. requests.Select(RateMapping.ToWire)]), patience).ConfigureAwait(false);
            var answers = reply.Owners.Select(RateMapping.ToCore).ToList();
            lock (lives.Lock)
                book.Apply(answers, sentAt, clock.Now);
            _backoff.Reset();
        }
#pragma warning disable CA1031 // Whatever a transport throws means that no answer has come.
        catch (Exception problem) when (problem is not InvariantViolationException)
#pragma warning restore CA1031
        {
            lock (lives.Lock)
                book.RateSyncFailed(sentAt, clock.Now);
            pause = problem is TimeoutException ? TimeSpan.Zero : _backoff.Next(); // whoever has waited in vain need not wait again
        }

        decisions.Wake(); // those who waited are decided there
        return pause;
    }

    /// <summary>A call that takes longer is cancelled, and its message is as good as lost: the next one asks for the same.</summary>
    /// <exception cref="TimeoutException">No answer came within <paramref name="patience"/>.</exception>
    private async Task<RateReply> AskAsync(RateMessage message, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            return await silo.RatesAsync(message, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {patience}", late);
        }
    }
}
