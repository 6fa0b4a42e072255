using NodaTime;

namespace BudgetMesh.Storage;

/// <summary>Who may call: keys by the hash of their secret; the secret itself is never stored.</summary>
public interface IKeyStore
{
    /// <summary>The key of a secret's hash, also where it is revoked; null where there is none.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<KeyRecord?> FindAsync(string sha256, CancellationToken cancellation);

    /// <summary>All keys by id, the revoked ones among them.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<KeyRecord>> ListAsync(CancellationToken cancellation);

    /// <exception cref="CatalogConflictException">A key of that id or with that secret exists.</exception>
    /// <exception cref="StoreUnavailableException">It is not known to be durable.</exception>
    ValueTask AddAsync(KeyRecord key);

    /// <summary>False where there is no such key or it is revoked already.</summary>
    /// <exception cref="StoreUnavailableException">It is not known to be durable: revoke it again.</exception>
    ValueTask<bool> RevokeAsync(string id, Instant at);
}

public enum KeyRole
{
    /// <summary>May sync and send receipts, and nothing else.</summary>
    Gateway,

    /// <summary>May do everything else.</summary>
    Admin,

    /// <summary>Speaks for a scope: asks for decisions of that scope and those below it, and reads what is left there.</summary>
    Scope,
}

/// <param name="Id">The public part, for lists and logs.</param>
/// <param name="Sha256">Of the whole secret in UTF-8, lower-case hexadecimal. Secrets are random with 256 bits, so a fast hash is enough.</param>
public sealed record KeyRecord(string Id, string Sha256, KeyRole Role, string Label, Instant CreatedAt, Instant? RevokedAt)
{
    /// <summary>Whom a key of <see cref="KeyRole.Scope"/> speaks for; of other keys the empty path.</summary>
    public ScopePath Scope { get; init; }

    /// <summary>The status with which its clients are told that something is spent: 402, 403 or 429; 0 where nobody said.</summary>
    public int RefusalStatus { get; init; }
}
