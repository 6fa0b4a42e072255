using NodaTime;

namespace BudgetMesh.Storage.Postgres;

internal sealed class PostgresKeyStore(PostgresWriter writer, ReadPool readers) : IKeyStore
{
    private const string Select = "SELECT id, sha256, role, label, created_ticks, revoked_ticks, scope, refusal_status FROM keys";

    public async ValueTask<KeyRecord?> FindAsync(string sha256, CancellationToken cancellation) =>
        (await readers.AllAsync(() => new Statement($"{Select} WHERE sha256 = $1").Set(sha256), CatalogRows.Key, cancellation)).SingleOrDefault();

    public async ValueTask<IReadOnlyList<KeyRecord>> ListAsync(CancellationToken cancellation) =>
        await readers.AllAsync(static () => new Statement($"{Select} ORDER BY id"), CatalogRows.Key, cancellation);

    public async ValueTask AddAsync(KeyRecord key)
    {
        if (!await writer.RunAsync(new AddKeyCommand(key)))
            throw CatalogRows.Conflict(key);
    }

    public async ValueTask<bool> RevokeAsync(string id, Instant at) => await writer.RunAsync(new RevokeKeyCommand(id, at));
}
