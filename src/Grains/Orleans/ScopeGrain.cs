using BudgetMesh.Wire;
using Orleans.Concurrency;

namespace BudgetMesh.Grains;

/// <summary>
/// A scope's owner as a virtual actor. It is the owner that the local engine hosts too; here stands only when it comes and goes.
/// Reentrant: the owner itself keeps to one write in flight, and everybody who asks meanwhile is in the next one.
/// </summary>
[Reentrant, GrainType(GrainTypes.Scope)]
internal sealed class ScopeGrain(IGrainContext context, ActiveScopes active, OwnerServices services)
    : ScopeOwner(ScopePath.Parse(context.GrainId.Key.ToString()!), context.ActivationId.ToString(), services), IScopeGrain, IGrainBase, IIncomingGrainCallFilter
{
    private int _callers;

    public IGrainContext GrainContext => context;

    public Task OnActivateAsync(CancellationToken token)
    {
        active.Add(Scope, this.AsReference<IScopeGrain>());
        return Task.CompletedTask;
    }

    /// <summary>Nobody is inside by now, and whoever calls waits for the next activation: it finds all that is written here.</summary>
    public async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token)
    {
        active.Remove(Scope);
        await DisposeAsync();
    }

    public async Task Invoke(IIncomingGrainCallContext call)
    {
        _callers++;
        try
        {
            await call.Invoke();
        }
        catch (OwnerSteppedDownException)
        {
            this.DeactivateOnIdle();
            throw;
        }
        finally
        {
            _callers--;
            if (IsDone && _callers == 0)
                this.DeactivateOnIdle();
        }
    }

    async Task<ScopeMoney> IScopeGrain.GetState() => ScopeMoney.Of(await ReadAsync(CancellationToken.None));

    async ValueTask<bool> IScopeGrain.ForgetAsync(CancellationToken cancellation)
    {
        if (_callers > 1)
            return false;
        this.DeactivateOnIdle(); // from here on nobody comes in: the next call must not find books that are about to go
        return await ForgetAsync(cancellation);
    }
}
