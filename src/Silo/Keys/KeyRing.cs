using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using NodaTime;

namespace BudgetMesh.Silo;

/// <summary>Finds out whose secret it is. What the store said is believed for a moment, so that a busy gateway costs it one look a second.</summary>
public sealed class KeyRing(IKeyStore store, TimeProvider clock)
{
    /// <summary>A key that another silo revoked works this long at most where the news of it were lost; one that was revoked here, no more at all.</summary>
    public static readonly TimeSpan BelievedFor = TimeSpan.FromMilliseconds(900);

    /// <summary>Wrong secrets are remembered too; somebody who tries many must not fill the memory.</summary>
    private const int RememberedMax = 10_000;

    private readonly ConcurrentDictionary<string, Found> _found = new(StringComparer.Ordinal);

    /// <summary>Raised after a key was made or revoked here: what others believe of keys is of yesterday.</summary>
    public event Action? Changed;

    /// <summary>Who it is; null for a secret of no key, or of one that was revoked.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    public async ValueTask<ClaimsPrincipal?> FindAsync(string secret)
    {
        if (!KeySecret.IsWellFormed(secret))
            return null;
        var hash = KeySecret.Hash(secret);
        if (!_found.TryGetValue(hash, out var found) || clock.GetElapsedTime(found.At) > BelievedFor)
        {
            if (_found.Count >= RememberedMax)
                _found.Clear();
            _found[hash] = found = new Found(LookAsync(hash), clock.GetTimestamp());
        }

        try
        {
            return await found.Who;
        }
        catch (StoreUnavailableException)
        {
            _found.TryRemove(new(hash, found));
            throw;
        }
    }

    /// <param name="scope">For a key of a scope: which.</param>
    /// <param name="refusalStatus">For a key of a scope: 402, 403, 429, or 0 for what is usual.</param>
    public async Task<(KeyRecord Key, string Secret)> CreateAsync(KeyRole role, string label, ScopePath scope = default, int refusalStatus = 0)
    {
        var (key, secret) = NewKey.Make(role, label, Now());
        key = key with { Scope = scope, RefusalStatus = refusalStatus };
        await store.AddAsync(key);
        _found.TryRemove(key.Sha256, out _);
        Changed?.Invoke();
        return (key, secret);
    }

    public ValueTask<IReadOnlyList<KeyRecord>> ListAsync(CancellationToken cancellation) => store.ListAsync(cancellation);

    /// <summary>False where there is no such key or it is revoked already.</summary>
    public async Task<bool> RevokeAsync(string id)
    {
        var revoked = await store.RevokeAsync(id, Now());
        _found.Clear();
        Changed?.Invoke();
        return revoked;
    }

    /// <summary>Believes nothing any more: keys were made or revoked elsewhere.</summary>
    public void Forget() => _found.Clear();

    private async Task<ClaimsPrincipal?> LookAsync(string hash) =>
        await store.FindAsync(hash, CancellationToken.None) is { RevokedAt: null } key ? Principal(key) : null;

    /// <summary>The live key of a scope that has this hash; null where there is none.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    public async ValueTask<KeyRecord?> FindScopeKeyAsync(string sha256, CancellationToken cancellation) =>
        await store.FindAsync(sha256, cancellation) is { RevokedAt: null, Role: KeyRole.Scope } key ? key : null;

    private static ClaimsPrincipal Principal(KeyRecord key) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.Name, key.Id), new Claim(ClaimTypes.Role, KeyRoles.Names.ToWire(key.Role)), new Claim(KeyRoles.LabelClaim, key.Label),
            new Claim(KeyRoles.ScopeClaim, key.Scope.Value), new Claim(KeyRoles.RefusalStatusClaim, key.RefusalStatus.ToString(CultureInfo.InvariantCulture)),
        ],
        KeyAuthentication.Scheme));

    private Instant Now() => Instant.FromDateTimeOffset(clock.GetUtcNow());

    private sealed record Found(Task<ClaimsPrincipal?> Who, long At);
}
