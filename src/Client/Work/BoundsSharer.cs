using BudgetMesh.Bounds;
using BudgetMesh.Wire;

namespace BudgetMesh.Client;

/// <summary>
/// Shares how long answers were with the silo and learns what all gateways know: at once while too little is known, then less and
/// less often. A silo that cannot be reached costs nothing but what there is to learn.
/// </summary>
internal sealed class BoundsSharer(GateLives lives, ISiloTransport silo, GateOptions options, CancellationToken stop) : IDisposable
{
    /// <summary>Between two reports, as soon as something is too little known, and at most.</summary>
    private static readonly TimeSpan PauseCold = TimeSpan.FromMilliseconds(50), PauseMost = TimeSpan.FromSeconds(5);

    /// <summary>How the pause grows from report to report: slowly while more has to be known, for that may take seconds or days.</summary>
    private const double GrowthCold = 1.1, Growth = 2;

    private readonly Wakeup _wakeup = new(options.Time);
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    public void Wake() => _wakeup.Signal();

    /// <summary>Asks now what is to be asked, once.</summary>
    public async Task AskAsync()
    {
        if (lives.LookAtBounds(out _))
            await TryShareAsync().ConfigureAwait(false);
        Wake();
    }

    public async Task RunAsync()
    {
        var (pause, wasCold) = (PauseCold, false);
        while (!stop.IsCancellationRequested)
        {
            if (!lives.LookAtBounds(out var isCold))
            {
                await _wakeup.WaitAsync(TimeSpan.MaxValue).ConfigureAwait(false);
                continue;
            }

            pause = isCold && !wasCold ? PauseCold : pause * (isCold ? GrowthCold : Growth);
            pause = pause < PauseMost ? pause : PauseMost;
            wasCold = isCold;
            var shared = await TryShareAsync().ConfigureAwait(false);
            await _wakeup.WaitAsync(shared switch
            {
                null => _backoff.Next(),
                Limits.BoundKeysPerReportMax => PauseCold, // more are waiting
                _ => pause,
            }).ConfigureAwait(false);
        }
    }

    public void Dispose() => _wakeup.Dispose();

    /// <summary>Sends one report. How many keys it had; null where it got no answer.</summary>
    private async Task<int?> TryShareAsync()
    {
        GateBounds bounds;
        IReadOnlyList<LengthsSeen> seen;
        string incarnation;
        lock (lives.Lock)
            (bounds, seen, incarnation) = (lives.Book.Bounds, lives.Book.Bounds.TakeReport(), lives.Book.Incarnation.Value);
        using var timeout = new CancellationTokenSource(options.SyncTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            var reply = await silo.ShareBoundsAsync(new BoundsReport(incarnation, [.. seen.Select(BoundsMapping.ToWire)]), either.Token).ConfigureAwait(false);
            lock (lives.Lock)
                bounds.Learn(reply.Gateways, seen.Zip(reply.Keys, static (told, known) => (told.Key, known.ToCore())));
            _backoff.Reset();
            return seen.Count;
        }
#pragma warning disable CA1031 // Whatever a transport throws, decisions go on with the bounds that are known; the sync loop tells of a silo that is away.
        catch (Exception)
#pragma warning restore CA1031
        {
            lock (lives.Lock)
                bounds.PutBack(seen);
            return null;
        }
    }
}
