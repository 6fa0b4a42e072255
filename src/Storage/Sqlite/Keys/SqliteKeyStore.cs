using NodaTime;

namespace BudgetMesh.Storage.Sqlite;

internal sealed class SqliteKeyStore(SqliteWriter writer, ReadPool readers) : IKeyStore
{
    public ValueTask<KeyRecord?> FindAsync(string sha256, CancellationToken cancellation) =>
        readers.ReadAsync(database => database.Prepare(KeySql.Find).Set(sha256).First(CatalogRows.Key), cancellation);

    public ValueTask<IReadOnlyList<KeyRecord>> ListAsync(CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<KeyRecord>>(static database => database.Prepare(KeySql.List).All(CatalogRows.Key), cancellation);

    public async ValueTask AddAsync(KeyRecord key)
    {
        if (!await writer.RunAsync(new AddKeyCommand(key)))
            throw CatalogRows.Conflict(key);
    }

    public async ValueTask<bool> RevokeAsync(string id, Instant at) => await writer.RunAsync(new RevokeKeyCommand(id, at));
}
