using BudgetMesh.Rates;
using BudgetMesh.Wire;

namespace BudgetMesh.Client;

/// <summary>Hears what the silo pushes. A silo that pushes nothing, or a connection that breaks, costs only time: news then come with the next sync.</summary>
internal sealed class NoticeListener(GateLives lives, ISiloTransport silo, SyncLoop loop, RateLoop rates, MonotonicClock clock, GateOptions options, CancellationToken stop) : IDisposable
{
    private readonly Wakeup _pause = new(options.Time);
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>Ends a pause, so that the loop sees that it is to stop.</summary>
    public void Wake() => _pause.Signal();

    public async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var notice in silo.NoticesAsync(stop).ConfigureAwait(false))
                {
                    _backoff.Reset();
                    Take(notice);
                }
            }
#pragma warning disable CA1031 // Notices are optional: whatever ends them, the next attempt is soon enough.
            catch (Exception)
#pragma warning restore CA1031
            {
                // The sync loop tells of a silo that is away.
            }

            await _pause.WaitAsync(_backoff.Next()).ConfigureAwait(false);
        }
    }

    public void Dispose() => _pause.Dispose();

    private void Take(Notice notice)
    {
        var isScope = ScopePath.TryParse(notice.Scope, out var scope, out _);
        switch (notice.Kind)
        {
            case NoticeKinds.Recall when isScope:
                lock (lives.Lock)
                    lives.Book.Recall(scope, clock.Now);
                loop.Wake();
                break;
            case NoticeKinds.Recall when notice.Scope is null:
                lock (lives.Lock)
                    lives.Book.RecallAll(clock.Now);
                loop.Hello();
                rates.Wake();
                break;
            case NoticeKinds.RatesRecall when isScope || notice.Deployment is not null:
                lock (lives.Lock)
                    lives.Book.Recall(notice.Deployment is { } id ? RateOwnerId.OfDeployment(id) : RateOwnerId.Of(scope), clock.Now);
                rates.Wake();
                break;
            default:
                loop.Hello();
                break;
        }
    }
}
