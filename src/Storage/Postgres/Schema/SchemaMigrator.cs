using System.Globalization;
using Npgsql;

namespace BudgetMesh.Storage.Postgres;

/// <summary>
/// Brings the schema to the newest version: each step in a transaction of its own together with the version it leads to, under a
/// lock that processes which start at the same time take in turn.
/// </summary>
internal sealed class SchemaMigrator(IReadOnlyList<string> steps)
{
    /// <summary>A step that takes longer is undone. No server listens meanwhile, so whoever runs them must not take that for a failure.</summary>
    public static readonly TimeSpan StepMax = TimeSpan.FromMinutes(10);

    /// <exception cref="StoreUnavailableException">The schema belongs to another program or to a newer version of this one.</exception>
    /// <exception cref="PostgresException">A step failed, or this user may not do it; the steps before it stay.</exception>
    public async Task MigrateAsync(NpgsqlConnection connection, PostgresPlace place, CancellationToken cancellation)
    {
        // The usual case takes no lock and asks for no rights.
        if (await VersionAsync(connection, place, cancellation) is { } found && Check(found, place) == steps.Count)
            return;
        int version;
        do
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            // Whoever waits here may wait for all steps of somebody else.
            await RunAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = {StepMax.TotalMilliseconds:0}"), cancellation);
            await RunAsync(connection, place.LockStatement, cancellation);
            version = Check(await VersionAsync(connection, place, cancellation) ?? 0, place);
            if (version < steps.Count)
            {
                if (version == 0)
                    await CreateAsync(connection, place, cancellation);
                await RunAsync(connection, steps[version], cancellation);
                await RunAsync(connection, string.Create(CultureInfo.InvariantCulture, $"UPDATE schema_version SET version = {version + 1}"), cancellation);
            }

            await transaction.CommitAsync(cancellation);
        }
        while (version + 1 < steps.Count);
    }

    private static async Task CreateAsync(NpgsqlConnection connection, PostgresPlace place, CancellationToken cancellation)
    {
        if (await CountAsync(connection, $"SELECT count(*) FROM pg_namespace WHERE nspname = '{place.Schema}'", cancellation) == 0)
            await RunAsync(connection, $"CREATE SCHEMA {place.Schema}", cancellation);
        else if (await CountAsync(connection, $"SELECT count(*) FROM pg_class WHERE relnamespace = '{place.Schema}'::regnamespace", cancellation) > 0)
            throw new StoreUnavailableException($"{place.Name} has tables of another program: name another schema by Search Path in the connection string");
        await RunAsync(connection, "CREATE TABLE schema_version (version int NOT NULL); INSERT INTO schema_version VALUES (0)", cancellation);
    }

    private int Check(int version, PostgresPlace place) => version <= steps.Count ? version : throw new StoreUnavailableException(
        string.Create(CultureInfo.InvariantCulture, $"{place.Name} was written by a newer version (schema {version}; this one knows {steps.Count}): run that version, or restore a backup made before it"));

    private static async Task<int?> VersionAsync(NpgsqlConnection connection, PostgresPlace place, CancellationToken cancellation) =>
        await CountAsync(connection, $"SELECT count(*) FROM pg_tables WHERE schemaname = '{place.Schema}' AND tablename = 'schema_version'", cancellation) == 0
            ? null
            : (int)await CountAsync(connection, "SELECT version::bigint FROM schema_version", cancellation);

    private static async Task<long> CountAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
