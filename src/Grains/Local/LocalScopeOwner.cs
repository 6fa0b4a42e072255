namespace BudgetMesh.Grains.Local;

/// <summary>Whoever owns the scope in this process at the moment of the call.</summary>
internal sealed class LocalScopeOwner(LocalScopeOwners owners, ScopePath scope) : CurrentScopeOwner
{
    protected override ValueTask<T> CallAsync<T>(Func<IScopeOwner, ValueTask<T>> call) => owners.CallAsync(scope, call);
}
