using NodaTime;

namespace BudgetMesh.Storage;

/// <summary>Who may call: keys by the hash of their secret; the secret itself is never stored.</summary>
public interface IKeyStore
{
    ValueTask<KeyRecord?> FindAsync(string sha256, CancellationToken cancellation);

    ValueTask<IReadOnlyList<KeyRecord>> ListAsync(CancellationToken cancellation);

    /// <exception cref="CatalogConflictException">A key of that id exists.</exception>
    ValueTask AddAsync(KeyRecord key);

    /// <summary>False where there is no such key or it is revoked already.</summary>
    ValueTask<bool> RevokeAsync(string id, Instant at);
}

public enum KeyRole
{
    /// <summary>May sync and send receipts, and nothing else.</summary>
    Gateway,

    /// <summary>May do everything else.</summary>
    Admin,
}

/// <param name="Id">The public part, for lists and logs.</param>
/// <param name="Sha256">Of the whole secret in UTF-8, lower-case hexadecimal. Secrets are random with 256 bits, so a fast hash is enough.</param>
public sealed record KeyRecord(string Id, string Sha256, KeyRole Role, string Label, Instant CreatedAt, Instant? RevokedAt);
