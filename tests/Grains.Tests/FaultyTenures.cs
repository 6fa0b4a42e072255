using System.Collections.Concurrent;
using BudgetMesh.Rates;
using BudgetMesh.Storage;

namespace BudgetMesh.Grains.Tests;

/// <summary>A store of tenures that is away or slow when it is told to be.</summary>
internal sealed class FaultyTenures(IRateOwnerStore inner) : IRateOwnerStore
{
    private readonly ConcurrentDictionary<RateOwnerId, long> _last = [];

    public bool IsAway { get; set; }

    /// <summary>Neither takes nor notes go on before this completes.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    /// <summary>Completes when a note has been asked for.</summary>
    public TaskCompletionSource NoteBegun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<RateTenure> TakeAsync(RateOwnerId owner, CancellationToken cancellation)
    {
        await Held;
        if (IsAway)
            throw new StoreUnavailableException("the disk is away");
        var tenure = await inner.TakeAsync(owner, cancellation);
        _last[owner] = tenure.Epoch;
        return tenure;
    }

    /// <summary>As a store that several servers use.</summary>
    public ValueTask<bool> IsLastAsync(RateOwnerId owner, long epoch, CancellationToken cancellation) => ValueTask.FromResult(_last[owner] == epoch);

    public async ValueTask NoteAsync(RateOwnerId owner, long epoch, RateTenureState state)
    {
        NoteBegun.TrySetResult();
        await Held;
        if (IsAway)
            throw new StoreUnavailableException("the disk is away");
        await inner.NoteAsync(owner, epoch, state);
    }

    public ValueTask<bool> ForgetAsync(RateOwnerId owner) => IsAway ? throw new StoreUnavailableException("the disk is away") : inner.ForgetAsync(owner);
}
