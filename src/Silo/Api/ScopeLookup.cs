using BudgetMesh.Grains;
using BudgetMesh.Storage;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Api;

/// <summary>The scopes that mesh or books know, and their books.</summary>
internal sealed class ScopeLookup(IScopeOwners owners, PlanCatalog catalog, IBookStore store)
{
    /// <summary>A page of scopes in ordinal order, each with its books as its owner sees them.</summary>
    public async Task<IReadOnlyList<ScopeBooks>> ReadAsync(ScopePath? under, ScopePath? after, int most, CancellationToken cancellation) =>
        await ReadAsync(Configured(under, after).Union(await store.ListAsync(under, after, most, cancellation)), most, cancellation);

    /// <summary>As <see cref="ReadAsync(ScopePath?, ScopePath?, int, CancellationToken)"/>, without those that requests have made.</summary>
    public async Task<IReadOnlyList<ScopeBooks>> ReadConfiguredAsync(ScopePath? under, ScopePath? after, int most, CancellationToken cancellation) =>
        await ReadAsync(await NotMadeAsync(under, after, cancellation), most, cancellation);

    /// <summary>As <see cref="ReadConfiguredAsync"/>, with those that requests have made and in which something is held or lent.</summary>
    public async Task<IReadOnlyList<ScopeBooks>> ReadBusyAsync(ScopePath? under, ScopePath? after, int most, CancellationToken cancellation)
    {
        // Only those that are busy now: as many as gates have requests under way.
        var busy = await store.ListBusyAsync(after, int.MaxValue, cancellation);
        return await ReadAsync((await NotMadeAsync(under, after, cancellation)).Union(busy.Where(scope => under is not { } top || top.Contains(scope))), most, cancellation);
    }

    /// <summary>As <see cref="ReadAsync(ScopePath?, ScopePath?, int, CancellationToken)"/>, of those that were made of a pattern.</summary>
    public async Task<IReadOnlyList<ScopeBooks>> ReadMadeAsync(string pattern, ScopePath? after, int most, CancellationToken cancellation) =>
        await ReadAsync(await store.ListMadeAsync(pattern, after, most, cancellation), most, cancellation);

    /// <summary>Null for a scope that neither mesh nor books know.</summary>
    public async Task<ScopeBooks?> FindAsync(ScopePath scope, CancellationToken cancellation)
    {
        var books = await owners.OwnerOf(scope).ReadAsync(cancellation);
        return books.Version > 0 || catalog.Current.Plan?.Scopes.ContainsKey(scope.Value) == true ? books : null;
    }

    private async Task<IReadOnlyList<ScopeBooks>> ReadAsync(IEnumerable<ScopePath> scopes, int most, CancellationToken cancellation) =>
        await Task.WhenAll(scopes
            .OrderBy(static scope => scope.Value, StringComparer.Ordinal)
            .Take(most)
            .Select(scope => owners.OwnerOf(scope).ReadAsync(cancellation).AsTask()));

    /// <summary>As many as somebody wrote down: in the mesh, or once in it.</summary>
    private async Task<IEnumerable<ScopePath>> NotMadeAsync(ScopePath? under, ScopePath? after, CancellationToken cancellation)
    {
        var written = await store.ListMadeAsync(null, after, int.MaxValue, cancellation);
        return Configured(under, after).Union(written.Where(scope => under is not { } top || top.Contains(scope)));
    }

    private IEnumerable<ScopePath> Configured(ScopePath? under, ScopePath? after) =>
        from scope in catalog.Current.Plan?.Scopes.Values ?? []
        where (under is not { } top || top.Contains(scope.Path))
            && (after is not { } last || string.CompareOrdinal(scope.Path.Value, last.Value) > 0)
        select scope.Path;
}
