using BudgetMesh.Bounds;
using BudgetMesh.Wire;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace BudgetMesh.Grains;

/// <summary>Adds up the lengths of one scope's answers in memory, and keeps them now and then: a silo that dies forgets some seconds of it.</summary>
[GrainType(GrainTypes.Lengths)]
internal sealed partial class LengthsGrain(
    IGrainContext context, [PersistentState(LearnedStates.Lengths, LearnedStates.Storage)] IPersistentState<StoredLengths> stored, ILogger<LengthsGrain> log)
    : ILengthsGrain, IGrainBase
{
    private static readonly TimeSpan KeptEvery = TimeSpan.FromSeconds(10);

    private readonly MergedBounds _lengths = new();

    public IGrainContext GrainContext => context;

    public Task OnActivateAsync(CancellationToken token)
    {
        _lengths.Load(stored.State.Keys.Select(static line => line.ToCore()));
        // In between what is asked meanwhile: nobody waits for the store.
        this.RegisterGrainTimer(KeepAsync, new GrainTimerCreationOptions(KeptEvery, KeptEvery) { Interleave = true });
        return Task.CompletedTask;
    }

    public Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => KeepAsync(token);

    public ValueTask<KnownLine> MergeAsync(LengthsLine seen, CancellationToken cancellation) => ValueTask.FromResult(_lengths.Merge(seen.ToCore()).ToWire());

    private async Task KeepAsync(CancellationToken cancellation)
    {
        var changed = _lengths.TakeChanged();
        if (changed.Count == 0)
            return;
        stored.State = stored.State.With(changed);
        try
        {
            await stored.WriteStateAsync(cancellation);
        }
        catch (InconsistentStateException)
        {
            // Another activation has kept its own since, and is the one that others ask: this one was forgotten by the directory.
            this.DeactivateOnIdle();
        }
        catch (Exception away) when (away is not OperationCanceledException)
        {
            _lengths.PutBack(changed);
            LogUnkept(LearnedStates.ScopeOf(context.GrainId.Key.ToString()!), away.Message);
        }
    }

    [LoggerMessage(20, LogLevel.Warning, "How long the answers of {Scope} are could not be kept now, and is tried again: {Problem}")]
    private partial void LogUnkept(string scope, string problem);
}
