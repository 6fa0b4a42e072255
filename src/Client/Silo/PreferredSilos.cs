using System.Runtime.CompilerServices;
using BudgetMesh.Wire;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Client;

/// <summary>
/// Several silos as one, in order of preference. The gate talks to one at a time. A call that fails there, whatever the reason, is
/// made at the next, as every call may be; where that does better, or where no answer comes in time, the gate goes there for good, and
/// what else is under way at the silo that it leaves is made again too. An earlier silo is gone back to once it answers again, so
/// that silos which were restarted one by one do not leave the last with all gates.
/// </summary>
/// <param name="silos">At least two.</param>
/// <param name="stop">The gate ends: what is cancelled by that says nothing of a silo.</param>
internal sealed class PreferredSilos(IReadOnlyList<ISiloTransport> silos, GateOptions options, CancellationToken stop) : ISiloTransport
{
    /// <summary>How long the gate stays with a later silo before it tries the earlier ones; up to half as long again, so that gates do not return in step.</summary>
    public static readonly TimeSpan LookBackAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Messages about limits are given up after a fraction of a second; only a silo from which nothing has come for this long is left for one.
    /// A silo that is well may answer nothing for 1.3 s, until it does without another to which it has passed a message on.
    /// </summary>
    public static readonly TimeSpan SilenceMost = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan HeardLeast = TimeSpan.FromSeconds(1);

    private Stay _present = new(0, options.Time, LookBackAfter);

    public ValueTask<SyncReply> SyncAsync(SyncMessage message, CancellationToken cancellation)
    {
        if (_present is var stay && stay.MayLookBack())
            _ = LookBackAsync(stay, message with { Scopes = [] });
        return CallAsync((silo, token) => silo.SyncAsync(message, token), cancellation);
    }

    public ValueTask<RateReply> RatesAsync(RateMessage message, CancellationToken cancellation) =>
        CallAsync((silo, token) => silo.RatesAsync(message, token), cancellation, silenceMost: SilenceMost);

    public ValueTask<ReceiptAck> SendReceiptsAsync(ReceiptBatch batch, CancellationToken cancellation) =>
        CallAsync((silo, token) => silo.SendReceiptsAsync(batch, token), cancellation);

    public ValueTask<FinalsReply> SendFinalsAsync(FinalsMessage message, CancellationToken cancellation) =>
        CallAsync((silo, token) => silo.SendFinalsAsync(message, token), cancellation);

    public ValueTask<BoundsReply> ShareBoundsAsync(BoundsReport report, CancellationToken cancellation) =>
        CallAsync((silo, token) => silo.ShareBoundsAsync(report, token), cancellation);

    public ValueTask<ScopeKeyReply> FindScopeKeyAsync(ScopeKeyQuery query, CancellationToken cancellation) =>
        CallAsync((silo, token) => silo.FindScopeKeyAsync(query, token), cancellation);

    public ValueTask<PlanDocument> ReadPlanAsync(long version, CancellationToken cancellation) =>
        CallAsync((silo, token) => silo.ReadPlanAsync(version, token), cancellation);

    public ValueTask<ReadOnlyMemory<byte>> ReadPricesAsync(long version, CancellationToken cancellation) =>
        CallAsync((silo, token) => silo.ReadPricesAsync(version, token), cancellation);

    /// <summary>From the silo that the gate talks to: when that is left, from the next. Ends where the silo ends them, or where none can be heard.</summary>
    public async IAsyncEnumerable<Notice> NoticesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var failures = 0; failures < silos.Count;)
        {
            var (stay, since) = (Volatile.Read(ref _present), options.Time.GetTimestamp());
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stay.Left);
            await using var notices = silos[stay.Silo].NoticesAsync(either.Token).GetAsyncEnumerator(either.Token);
            while (await TryNextAsync(notices, stay, cancellation).ConfigureAwait(false) is { } isNotice)
            {
                if (!isNotice)
                    yield break;
                yield return notices.Current;
            }

            // One that was heard for a while was well: what came of it says nothing of the next.
            failures = options.Time.GetElapsedTime(since) < HeardLeast ? failures + 1 : 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos)
            await silo.DisposeAsync().ConfigureAwait(false);
        _present.Dispose();
    }

    private async ValueTask<T> CallAsync<T>(Func<ISiloTransport, CancellationToken, ValueTask<T>> call, CancellationToken cancellation, TimeSpan silenceMost = default)
    {
        var stay = Volatile.Read(ref _present);
        var silo = stay.Silo;
        SiloException? problem = null;
        for (var asked = 0; asked < silos.Count; asked++)
        {
            stay.Asked();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stay.Left);
            try
            {
                var answer = await call(silos[silo], either.Token).ConfigureAwait(false);
                if (silo == stay.Silo)
                    stay.Answered();
                else
                    Go(stay, silo, problem!.Message);
                return answer;
            }
            catch (SiloException failure)
            {
                // A key counts as refused only where no silo takes it.
                problem = problem is null or SiloRefusedException ? failure : problem;
                silo = After(silo);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                if (stay.Silence >= silenceMost)
                    Go(stay, After(silo), "no answer in time");
                throw;
            }
            catch (OperationCanceledException)
            {
                // Another call has left the silo meanwhile: this one is made at the next as well.
                stay = Volatile.Read(ref _present);
                silo = stay.Silo;
            }
        }

        throw problem ?? new SiloException("every silo was left while it was asked");
    }

    /// <summary>True for a notice, false where the silo ends them, null where it was left.</summary>
    private async ValueTask<bool?> TryNextAsync(IAsyncEnumerator<Notice> notices, Stay stay, CancellationToken cancellation)
    {
        try
        {
            return await notices.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is SiloException or IOException)
        {
            Go(stay, After(stay.Silo), broken.Message);
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private int After(int silo) => (silo + 1) % silos.Count;

    private void Go(Stay from, int to, string problem)
    {
        // Where every other one has failed as well, this one is as good as any.
        if (to == from.Silo || stop.IsCancellationRequested || !TryGo(from, to))
            return;
        // Where none answers, the gate goes round: to have told of the first is enough.
        var level = from.HasAnswered ? LogLevel.Warning : LogLevel.Debug;
        options.Logger.Log(level, "Gate {Gate}: leaves silo {Silo} of {Count} for silo {Next} ({Problem})", options.Name, from.Silo + 1, silos.Count, to + 1, problem);
    }

    /// <summary>Asks the earlier silos, beside the present one, so that nobody waits for those that are still away.</summary>
    private async Task LookBackAsync(Stay stay, SyncMessage hello)
    {
        for (var earlier = 0; earlier < stay.Silo; earlier++)
        {
            using var timeout = new CancellationTokenSource(options.SyncTimeout, options.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
            try
            {
                await silos[earlier].SyncAsync(hello, either.Token).ConfigureAwait(false);
                if (TryGo(stay, earlier))
                    options.Logger.LogInformation("Gate {Gate}: is back at silo {Silo} of {Count}", options.Name, earlier + 1, silos.Count);
                return;
            }
#pragma warning disable CA1031 // Whatever a transport throws means that this silo is still away.
            catch (Exception)
#pragma warning restore CA1031
            {
                // The next look back is soon enough.
            }
        }
    }

    private bool TryGo(Stay from, int to)
    {
        var next = new Stay(to, options.Time, LookBackAfter * (1 + Random.Shared.NextDouble() / 2));
        if (Interlocked.CompareExchange(ref _present, next, from) != from)
            return false;
        from.End();
        return true;
    }
}
