namespace BudgetMesh.Grains;

/// <summary>Whoever owns the scope in the cluster at the moment of the call.</summary>
internal sealed class OrleansScopeOwner(IScopeGrain grain, ScopePath scope) : CurrentScopeOwner
{
    protected override ValueTask<T> CallAsync<T>(Func<IScopeOwner, ValueTask<T>> call) => GrainCalls.AskAsync(grain, scope, call);
}
