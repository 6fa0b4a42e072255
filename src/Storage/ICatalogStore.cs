using NodaTime;

namespace BudgetMesh.Storage;

/// <summary>What was applied: every version of the mesh file and of the price book, kept for good.</summary>
public interface ICatalogStore
{
    /// <summary>The newest document of a kind, or null where none was applied.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<CatalogDocument?> NewestAsync(CatalogKind kind, CancellationToken cancellation);

    /// <summary>How far each kind has come: small enough to be asked for every few seconds.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<CatalogVersions> VersionsAsync(CancellationToken cancellation);

    /// <summary>One version, or null where there is none.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<CatalogDocument?> ReadAsync(CatalogKind kind, long version, CancellationToken cancellation);

    /// <summary>
    /// Adds a version after <paramref name="after"/> (0: as the first). A document that equals the newest one is not added
    /// again: the newest is answered, whatever <paramref name="after"/> is, so that repeating a lost answer's call is safe.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It is not known to be durable: add it again.</exception>
    /// <exception cref="CatalogConflictException">Somebody else applied a version after <paramref name="after"/>; names both.</exception>
    ValueTask<CatalogDocument> AddAsync(CatalogKind kind, long after, string text, string author, Instant at);
}

public enum CatalogKind
{
    /// <summary>The mesh file as canonical JSON.</summary>
    Mesh,

    /// <summary>The price list as JSON in the genai-prices format.</summary>
    Prices,
}

/// <param name="Version">From 1, without gaps, per kind.</param>
/// <param name="Sha256">Of the text in UTF-8, lower-case hexadecimal.</param>
public sealed record CatalogDocument(CatalogKind Kind, long Version, string Text, string Sha256, string Author, Instant At);

/// <summary>The newest version of each kind; 0 where none was applied.</summary>
public sealed record CatalogVersions(long Mesh, long Prices);
