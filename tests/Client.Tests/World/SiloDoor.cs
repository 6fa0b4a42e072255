using System.Runtime.CompilerServices;
using System.Threading.Channels;
using BudgetMesh.Wire;

namespace BudgetMesh.Client.Tests.World;

/// <summary>One of several silos over the same books: it dies, pauses and refuses keys apart from the others.</summary>
public sealed class SiloDoor(FakeSilo books) : ISiloTransport
{
    private readonly Channel<Notice> _news = Channel.CreateUnbounded<Notice>();
    private CancellationTokenSource _broken = new();
    private TaskCompletionSource _runs = Running();
    private int _calls;
    private int _syncs;
    private int _silent;

    public bool IsDead { get; private set; }

    public bool RefusesKey { get; set; }

    /// <summary>Calls that were made, answered or not; without those for notices.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Those of them that were syncs.</summary>
    public int Syncs => Volatile.Read(ref _syncs);

    /// <summary>Calls that wait for the paused silo.</summary>
    public int Silent => Volatile.Read(ref _silent);

    /// <summary>Connections break, and no more are taken.</summary>
    public void Kill()
    {
        IsDead = true;
        _broken.Cancel();
    }

    public void Start() => IsDead = false;

    /// <summary>Connections are taken, and nothing comes.</summary>
    public void Pause() => _runs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Push(Notice notice) => _news.Writer.TryWrite(notice);

    public ValueTask<SyncReply> SyncAsync(SyncMessage message, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _syncs);
        return CallAsync(() => books.SyncAsync(message, cancellation), cancellation);
    }

    public ValueTask<RateReply> RatesAsync(RateMessage message, CancellationToken cancellation) => CallAsync(() => books.RatesAsync(message, cancellation), cancellation);

    public ValueTask<ReceiptAck> SendReceiptsAsync(ReceiptBatch batch, CancellationToken cancellation) => CallAsync(() => books.SendReceiptsAsync(batch, cancellation), cancellation);

    public ValueTask<FinalsReply> SendFinalsAsync(FinalsMessage message, CancellationToken cancellation) => CallAsync(() => books.SendFinalsAsync(message, cancellation), cancellation);

    public ValueTask<BoundsReply> ShareBoundsAsync(BoundsReport report, CancellationToken cancellation) => CallAsync(() => books.ShareBoundsAsync(report, cancellation), cancellation);

    public ValueTask<ScopeKeyReply> FindScopeKeyAsync(ScopeKeyQuery query, CancellationToken cancellation) => CallAsync(() => books.FindScopeKeyAsync(query, cancellation), cancellation);

    public ValueTask<PlanDocument> ReadPlanAsync(long version, CancellationToken cancellation) => CallAsync(() => books.ReadPlanAsync(version, cancellation), cancellation);

    public ValueTask<ReadOnlyMemory<byte>> ReadPricesAsync(long version, CancellationToken cancellation) => CallAsync(() => books.ReadPricesAsync(version, cancellation), cancellation);

    public async IAsyncEnumerable<Notice> NoticesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        var broken = _broken = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, broken.Token);
        while (true)
            yield return await NextAsync(either.Token, broken.Token);
    }

    /// <summary>The books are the world's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<Notice> NextAsync(CancellationToken cancellation, CancellationToken broken)
    {
        try
        {
            return await _news.Reader.ReadAsync(cancellation);
        }
        catch (OperationCanceledException) when (broken.IsCancellationRequested)
        {
            throw new IOException("connection reset");
        }
    }

    private async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        await EnterAsync(cancellation);
        return await call();
    }

    private async ValueTask EnterAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _silent);
        try
        {
            await _runs.Task.WaitAsync(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _silent);
        }

        if (IsDead)
            throw new SiloException("connection refused");
        if (RefusesKey)
            throw new SiloRefusedException("unknown key");
    }

    private static TaskCompletionSource Running()
    {
        var running = new TaskCompletionSource();
        running.SetResult();
        return running;
    }
}
