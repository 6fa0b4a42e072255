using System.Collections.Concurrent;

namespace BudgetMesh.Grains;

/// <summary>The owners of scopes on this silo: they are told of a new plan.</summary>
internal sealed class ActiveScopes
{
    private readonly ConcurrentDictionary<ScopePath, IScopeGrain> _grains = [];

    public void Add(ScopePath scope, IScopeGrain grain) => _grains[scope] = grain;

    public void Remove(ScopePath scope) => _grains.TryRemove(scope, out _);

    public bool Contains(ScopePath scope) => _grains.ContainsKey(scope);

    public IEnumerable<KeyValuePair<ScopePath, IScopeGrain>> All => _grains;
}
