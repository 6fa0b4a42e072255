using BudgetMesh.Grains;
using BudgetMesh.Rates;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo;

/// <summary>Owners wherever they are, for people: each call goes to the silo that owns the scope or the limits.</summary>
internal sealed class OwnersAnywhere(OwnerRouting routing, IScopeOwners owners, IRateOwners limits)
{
    /// <summary>The books of scopes, in their order, as the owners see them.</summary>
    public async Task<IReadOnlyList<ScopeBooks>> ReadAsync(HttpContext caller, IReadOnlyList<ScopePath> scopes) => await routing.AskAsync(
        caller, scopes, static scope => scope.Value,
        place => owners.OwnerOf(scopes[place]).ReadAsync(caller.RequestAborted).AsTask(),
        static async (silo, part) => (await silo.PostAsync(PeerRoutes.Books, new ScopesAsked(Names(part)), PeerJson.Default.ScopesAsked, PeerJson.Default.BooksAnswered))?.Books);

    /// <inheritdoc cref="IScopeOwner.RetireAsync"/>
    public async Task<IReadOnlyList<bool>> RetireAsync(HttpContext caller, string incarnation, IReadOnlyList<ScopePath> scopes) => await routing.AskAsync(
        caller, scopes, static scope => scope.Value,
        place => owners.OwnerOf(scopes[place]).RetireAsync(incarnation, caller.RequestAborted).AsTask(),
        async (silo, part) => (await silo.PostAsync(PeerRoutes.Retire, new RetireAsked(incarnation, Names(part)), PeerJson.Default.RetireAsked, PeerJson.Default.RetireAnswered))?.Closed);

    /// <inheritdoc cref="IScopeOwner.AdjustAsync"/>
    /// <exception cref="BadRequestException">The kind of adjustment is none.</exception>
    public Task<AdjustmentAnswer> AdjustAsync(HttpContext caller, ScopePath scope, AdjustmentWish wish) => OneAsync(
        caller, scope,
        async owner =>
        {
            try
            {
                return await owner.AdjustAsync(wish, caller.RequestAborted);
            }
            catch (FormatException unknown)
            {
                throw new BadRequestException($"kind: {unknown.Message}");
            }
        },
        silo => silo.PostAsync(PeerRoutes.Adjust, new AdjustAsked(scope.Value, wish), PeerJson.Default.AdjustAsked, PeerJson.Default.AdjustmentAnswer));

    /// <summary>Lets lending go on, and answers with the books as they are then.</summary>
    public Task<ScopeBooks> UnfreezeAsync(HttpContext caller, ScopePath scope) => OneAsync(
        caller, scope,
        async owner =>
        {
            await owner.UnfreezeAsync(caller.RequestAborted);
            return await owner.ReadAsync(caller.RequestAborted);
        },
        async silo => (await silo.PostAsync(PeerRoutes.Unfreeze, new ScopesAsked([scope.Value]), PeerJson.Default.ScopesAsked, PeerJson.Default.BooksAnswered))?.Books is [var books] ? books : null);

    /// <summary>What owners of limits see, in their order.</summary>
    public async Task<IReadOnlyList<RateOwnerState>> ReadLimitsAsync(HttpContext caller, IReadOnlyList<RateOwnerId> ids) => await routing.AskAsync(
        caller, ids, static id => id.Name,
        place => limits.OwnerOf(ids[place]).ReadAsync(caller.RequestAborted).AsTask(),
        static async (silo, part) => (await silo.PostAsync(
            PeerRoutes.Limits, new LimitsAsked([.. part.Select(static id => new LimitsName(RateMapping.Kinds.ToWire(id.Kind), id.Name))]),
            PeerJson.Default.LimitsAsked, PeerJson.Default.LimitsAnswered))?.Owners);

    private async Task<T> OneAsync<T>(HttpContext caller, ScopePath scope, Func<IScopeOwner, Task<T>> here, Func<PeerLine, Task<T?>> there)
        where T : class
    {
        var answers = await routing.AskAsync<ScopePath, T>(
            caller, [scope], static scope => scope.Value,
            _ => here(owners.OwnerOf(scope)),
            async (silo, _) => await there(silo) is { } answer ? [answer] : null);
        return answers[0];
    }

    private static string[] Names(IReadOnlyList<ScopePath> scopes) => [.. scopes.Select(static scope => scope.Value)];
}
