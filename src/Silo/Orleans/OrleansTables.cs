using Microsoft.Extensions.Hosting;
using Npgsql;

namespace BudgetMesh.Silo;

/// <summary>Makes the tables in which silos find each other and keep what is learned, before Orleans looks for them.</summary>
internal sealed class OrleansTables(OrleansDatabase place) : IHostedService
{
    /// <summary>Of the lock under which one silo at a time makes tables: the word "members" in ASCII.</summary>
    private const long LockKey = 0x6d_65_6d_62_65_72_73;

    /// <summary>Orleans asks for each statement by its name.</summary>
    private const string Tables =
        """
        CREATE SCHEMA IF NOT EXISTS orleans;

        CREATE TABLE IF NOT EXISTS orleans.OrleansQuery (
            QueryKey text PRIMARY KEY,
            QueryText text NOT NULL
        );
        """;

    /// <summary>A newer program's statement takes the place of an older one's: both work on the same tables.</summary>
    private const string PutStatement =
        """
        INSERT INTO orleans.OrleansQuery (QueryKey, QueryText) VALUES ($1, $2)
        ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText
        """;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var database = new NpgsqlConnection(place.ConnectionString);
        await database.OpenAsync(cancellationToken);
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        await RunAsync(database, "SELECT pg_advisory_xact_lock($1)", cancellationToken, LockKey);
        foreach (var tables in new[] { Tables, MembershipSql.Tables, StateSql.Tables })
            await RunAsync(database, tables, cancellationToken);
        foreach (var (name, sql) in MembershipSql.Statements.Concat(StateSql.Statements))
            await RunAsync(database, PutStatement, cancellationToken, name, sql);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task RunAsync(NpgsqlConnection database, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, database);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
