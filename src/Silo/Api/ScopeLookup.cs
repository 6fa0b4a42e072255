using BudgetMesh.Grains;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>The scopes that mesh or books know, and their books.</summary>
internal sealed class ScopeLookup(OwnersAnywhere owners, PlanCatalog catalog, IBookStore store)
{
    /// <summary>A page of scopes in ordinal order, each with its books as its owner sees them.</summary>
    public async Task<IReadOnlyList<ScopeBooks>> ReadAsync(HttpContext caller, ScopePath? under, ScopePath? after, int most) =>
        await ReadAsync(caller, Configured(under, after).Union(await store.ListAsync(under, after, most, caller.RequestAborted)), most);

    /// <summary>As <see cref="ReadAsync(HttpContext, ScopePath?, ScopePath?, int)"/>, without those that requests have made.</summary>
    public async Task<IReadOnlyList<ScopeBooks>> ReadConfiguredAsync(HttpContext caller, ScopePath? under, ScopePath? after, int most) =>
        await ReadAsync(caller, await NotMadeAsync(under, after, caller.RequestAborted), most);

    /// <summary>As <see cref="ReadConfiguredAsync"/>, with those that requests have made and in which something is held or lent.</summary>
    public async Task<IReadOnlyList<ScopeBooks>> ReadBusyAsync(HttpContext caller, ScopePath? under, ScopePath? after, int most)
    {
        // Only those that are busy now: as many as gates have requests under way.
        var busy = await store.ListBusyAsync(after, int.MaxValue, caller.RequestAborted);
        return await ReadAsync(caller, (await NotMadeAsync(under, after, caller.RequestAborted)).Union(busy.Where(scope => under is not { } top || top.Contains(scope))), most);
    }

    /// <summary>As <see cref="ReadAsync(HttpContext, ScopePath?, ScopePath?, int)"/>, of those that were made of a pattern.</summary>
    public async Task<IReadOnlyList<ScopeBooks>> ReadMadeAsync(HttpContext caller, string pattern, ScopePath? after, int most) =>
        await ReadAsync(caller, await store.ListMadeAsync(pattern, after, most, caller.RequestAborted), most);

    /// <summary>Null for a scope that neither mesh nor books know.</summary>
    public async Task<ScopeBooks?> FindAsync(HttpContext caller, ScopePath scope)
    {
        var books = (await owners.ReadAsync(caller, [scope]))[0];
        return books.Version > 0 || catalog.Current.Plan?.Scopes.ContainsKey(scope.Value) == true ? books : null;
    }

    private Task<IReadOnlyList<ScopeBooks>> ReadAsync(HttpContext caller, IEnumerable<ScopePath> scopes, int most) =>
        owners.ReadAsync(caller, [.. scopes.OrderBy(static scope => scope.Value, StringComparer.Ordinal).Take(most)]);

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
