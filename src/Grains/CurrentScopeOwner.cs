using BudgetMesh.Wire;

namespace BudgetMesh.Grains;

/// <summary>Whoever owns the scope at the moment of the call; engines differ in how they reach it.</summary>
internal abstract class CurrentScopeOwner : IScopeOwner
{
    public ValueTask<ScopeTerms> SyncAsync(ScopeReport report, CancellationToken cancellation) => CallAsync(owner => owner.SyncAsync(report, cancellation));

    public ValueTask<ScopeBooks> ReadAsync(CancellationToken cancellation) => CallAsync(owner => owner.ReadAsync(cancellation));

    public async ValueTask ReplanAsync(CancellationToken cancellation) => await CallAsync(owner => Done(owner.ReplanAsync(cancellation)));

    public ValueTask<AdjustmentAnswer> AdjustAsync(AdjustmentWish wish, CancellationToken cancellation) => CallAsync(owner => owner.AdjustAsync(wish, cancellation));

    public async ValueTask UnfreezeAsync(CancellationToken cancellation) => await CallAsync(owner => Done(owner.UnfreezeAsync(cancellation)));

    public ValueTask<FinalAnswer> ConcludeAsync(string incarnation, FinalLine final, CancellationToken cancellation) =>
        CallAsync(owner => owner.ConcludeAsync(incarnation, final, cancellation));

    public ValueTask<bool> RetireAsync(string incarnation, CancellationToken cancellation) => CallAsync(owner => owner.RetireAsync(incarnation, cancellation));

    /// <summary>Makes the call, and again on the next owner where one has stepped down.</summary>
    protected abstract ValueTask<T> CallAsync<T>(Func<IScopeOwner, ValueTask<T>> call);

    private static async ValueTask<bool> Done(ValueTask call)
    {
        await call;
        return true;
    }
}
