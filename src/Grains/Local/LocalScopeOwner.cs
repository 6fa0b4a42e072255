using BudgetMesh.Wire;

namespace BudgetMesh.Grains.Local;

/// <summary>Whoever owns the scope at the moment of the call.</summary>
internal sealed class LocalScopeOwner(LocalScopeOwners owners, ScopePath scope) : IScopeOwner
{
    public ValueTask<ScopeTerms> SyncAsync(ScopeReport report, CancellationToken cancellation) =>
        owners.CallAsync(scope, owner => owner.SyncAsync(report, cancellation));

    public ValueTask<ScopeBooks> ReadAsync(CancellationToken cancellation) =>
        owners.CallAsync(scope, owner => owner.ReadAsync(cancellation));

    public async ValueTask ReplanAsync(CancellationToken cancellation) =>
        await owners.CallAsync(scope, owner => Done(owner.ReplanAsync(cancellation)));

    public ValueTask<AdjustmentAnswer> AdjustAsync(AdjustmentWish wish, CancellationToken cancellation) =>
        owners.CallAsync(scope, owner => owner.AdjustAsync(wish, cancellation));

    public async ValueTask UnfreezeAsync(CancellationToken cancellation) =>
        await owners.CallAsync(scope, owner => Done(owner.UnfreezeAsync(cancellation)));

    public ValueTask<FinalAnswer> ConcludeAsync(string incarnation, FinalLine final, CancellationToken cancellation) =>
        owners.CallAsync(scope, owner => owner.ConcludeAsync(incarnation, final, cancellation));

    public ValueTask<bool> RetireAsync(string incarnation, CancellationToken cancellation) =>
        owners.CallAsync(scope, owner => owner.RetireAsync(incarnation, cancellation));

    private static async ValueTask<bool> Done(ValueTask call)
    {
        await call;
        return true;
    }
}
