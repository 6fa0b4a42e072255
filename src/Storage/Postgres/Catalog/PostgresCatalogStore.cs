using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace BudgetMesh.Storage.Postgres;

internal sealed class PostgresCatalogStore(PostgresWriter writer, ReadPool readers) : ICatalogStore
{
    public async ValueTask<CatalogDocument?> NewestAsync(CatalogKind kind, CancellationToken cancellation) =>
        (await readers.AllAsync(() => new Statement(CatalogSql.Newest).Set(kind.Word()), CatalogRows.Document, cancellation)).SingleOrDefault();

    public async ValueTask<CatalogVersions> VersionsAsync(CancellationToken cancellation) =>
        (await readers.AllAsync(
            static () => new Statement(CatalogSql.Versions).Set(CatalogKind.Mesh.Word()).Set(CatalogKind.Prices.Word()), CatalogRows.Versions, cancellation)).Single();

    public async ValueTask<CatalogDocument?> ReadAsync(CatalogKind kind, long version, CancellationToken cancellation) =>
        (await readers.AllAsync(() => new Statement(CatalogSql.Read).Set(kind.Word()).Set(version), CatalogRows.Document, cancellation)).SingleOrDefault();

    public async ValueTask<CatalogDocument> AddAsync(CatalogKind kind, long after, string text, string author, Instant at)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var document = new CatalogDocument(kind, after + 1, text, sha256, author, at);
        var newest = await writer.RunAsync(new AddDocumentCommand(document));
        return newest.IsAdded ? document
            : newest.Document is { } same && same.Sha256 == sha256 ? same
            : throw CatalogRows.Conflict(kind, after, newest.Document?.Version ?? 0);
    }
}
