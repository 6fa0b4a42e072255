using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace BudgetMesh.Storage.Sqlite;

internal sealed class SqliteCatalogStore(SqliteWriter writer, ReadPool readers) : ICatalogStore
{
    public ValueTask<CatalogDocument?> NewestAsync(CatalogKind kind, CancellationToken cancellation) =>
        readers.ReadAsync(database => database.Prepare(CatalogSql.Newest).Set(kind.Word()).First(CatalogRows.Document), cancellation);

    public async ValueTask<CatalogVersions> VersionsAsync(CancellationToken cancellation) =>
        (await readers.ReadAsync(
            static database => database.Prepare(CatalogSql.Versions).Set(CatalogKind.Mesh.Word()).Set(CatalogKind.Prices.Word()).All(CatalogRows.Versions), cancellation)).Single();

    public ValueTask<CatalogDocument?> ReadAsync(CatalogKind kind, long version, CancellationToken cancellation) =>
        readers.ReadAsync(database => database.Prepare(CatalogSql.Read).Set(kind.Word()).Set(version).First(CatalogRows.Document), cancellation);

    public async ValueTask<CatalogDocument> AddAsync(CatalogKind kind, long after, string text, string author, Instant at)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var (added, newest) = await writer.RunAsync(new AddDocumentCommand(new(kind, after + 1, text, sha256, author, at)));
        return added ?? throw CatalogRows.Conflict(kind, after, newest);
    }
}
