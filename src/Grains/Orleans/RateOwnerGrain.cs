using BudgetMesh.Rates;
using BudgetMesh.Storage;
using Orleans.Concurrency;

namespace BudgetMesh.Grains;

/// <summary>An owner of limits as a virtual actor. It is the owner that the local engine hosts too.</summary>
internal abstract class RateOwnerGrain(RateOwnerKind kind, IGrainContext context, OwnerServices services, IRateOwnerStore store)
    : RateOwner(new RateOwnerId(kind, context.GrainId.Key.ToString()!), services, store), IRateOwnerGrain, IGrainBase, IIncomingGrainCallFilter
{
    public IGrainContext GrainContext => context;

    public async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => await DisposeAsync();

    public async Task Invoke(IIncomingGrainCallContext call)
    {
        try
        {
            await call.Invoke();
        }
        catch (OwnerSteppedDownException)
        {
            this.DeactivateOnIdle();
            throw;
        }
    }
}

/// <summary>The owner of a scope's limits.</summary>
[Reentrant, GrainType(GrainTypes.Limits)]
internal sealed class LimitsGrain(IGrainContext context, OwnerServices services, IRateOwnerStore store) : RateOwnerGrain(RateOwnerKind.Scope, context, services, store);

/// <summary>The owner of a deployment's capacity.</summary>
[Reentrant, GrainType(GrainTypes.Deployment)]
internal sealed class DeploymentGrain(IGrainContext context, OwnerServices services, IRateOwnerStore store) : RateOwnerGrain(RateOwnerKind.Deployment, context, services, store);
