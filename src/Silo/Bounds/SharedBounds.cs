using BudgetMesh.Bounds;
using BudgetMesh.Grains;
using BudgetMesh.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo;

/// <summary>
/// What all gateways know of answers' lengths, in memory, and now and then stored: a server that dies forgets some seconds of it.
/// Nothing waits for the store, for nothing here is money.
/// </summary>
internal sealed partial class SharedBounds(IBoundStore store, TimeProvider clock, ILogger<SharedBounds> log) : BackgroundService, ILearnedBounds
{
    private static readonly TimeSpan StoredEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly MergedBounds _bounds = new();

    public ValueTask<AnswerLengths> MergeAsync(LengthsSeen seen, CancellationToken cancellation)
    {
        lock (_lock)
            return ValueTask.FromResult(_bounds.Merge(seen));
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var stored = await store.ReadAsync(cancellationToken);
        lock (_lock)
            _bounds.Load(stored);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await StoreAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(StoredEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await StoreAsync();
        }
        catch (OperationCanceledException)
        {
            // The host stops; what is left is stored there.
        }
    }

    private async Task StoreAsync()
    {
        IReadOnlyList<LengthsSeen> changed;
        lock (_lock)
            changed = _bounds.TakeChanged();
        try
        {
            await store.WriteAsync(changed);
        }
        catch (StoreUnavailableException away)
        {
            lock (_lock)
                _bounds.PutBack(changed);
            LogUnstored(away.Message);
        }
    }

    [LoggerMessage(31, LogLevel.Warning, "How long answers are could not be stored now, and is tried again: {Problem}")]
    private partial void LogUnstored(string problem);
}
