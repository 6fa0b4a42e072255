using BudgetMesh.Storage;
using NodaTime;

namespace BudgetMesh.Silo;

/// <summary>Makes a store ready for its first start.</summary>
public static class SiloSetup
{
    /// <summary>Creates the store and the first admin key.</summary>
    /// <returns>The key's secret, which is nowhere else; null where it has an admin key already.</returns>
    /// <exception cref="SiloStartException">The store cannot be used.</exception>
    public static async Task<string?> InitializeAsync(SiloOptions options)
    {
        try
        {
            await using var store = await SiloStore.OpenAsync(options, CancellationToken.None);
            var keys = await store.Keys.ListAsync(CancellationToken.None);
            if (keys.Any(static key => key is { Role: KeyRole.Admin, RevokedAt: null }))
                return null;
            var (key, secret) = NewKey.Make(KeyRole.Admin, "first admin", Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()));
            await store.Keys.AddAsync(key);
            return secret;
        }
        catch (StoreUnavailableException away)
        {
            throw new SiloStartException(away.Message, away);
        }
    }
}
