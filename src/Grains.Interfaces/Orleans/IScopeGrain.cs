using BudgetMesh.Wire;
using Orleans.CodeGeneration;

namespace BudgetMesh.Grains;

/// <summary>The owner of a scope as a virtual actor; its key is the scope's path.</summary>
[Alias("budgetmesh.scope"), Version(1)]
public interface IScopeGrain : IGrainWithStringKey, IScopeOwner
{
    /// <inheritdoc cref="IScopeOwners.ForgetAsync"/>
    [Alias("forget"), ResponseTimeout(OwnerCalls.TimeoutText)]
    ValueTask<bool> ForgetAsync(CancellationToken cancellation);

    /// <summary>The scope's money, for the dashboard: it asks grains for their state by this name, and takes no other kind of answer.</summary>
    [Alias("state"), ResponseTimeout(OwnerCalls.TimeoutText)]
    Task<ScopeMoney> GetState();
}
