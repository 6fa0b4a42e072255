using BudgetMesh.Rates;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains;

/// <summary>The owners of limits in a cluster.</summary>
internal sealed class OrleansRateOwners(IGrainFactory grains) : IRateOwners
{
    public IRateOwner OwnerOf(RateOwnerId owner)
    {
        var type = owner.Kind == RateOwnerKind.Scope ? GrainTypes.Limits : GrainTypes.Deployment;
        return new Caller(grains.GetGrain<IRateOwnerGrain>(GrainId.Create(type, owner.Name)), owner);
    }

    /// <summary>Whoever owns the limits at the moment of the call.</summary>
    private sealed class Caller(IRateOwnerGrain grain, RateOwnerId id) : IRateOwner
    {
        public ValueTask<RateOwnerTerms?> SyncAsync(RateOwnerReport report, CancellationToken cancellation) =>
            GrainCalls.AskAsync(grain, id, owner => owner.SyncAsync(report, cancellation));

        public ValueTask<RateOwnerState> ReadAsync(CancellationToken cancellation) => GrainCalls.AskAsync(grain, id, owner => owner.ReadAsync(cancellation));
    }
}
