using Microsoft.Extensions.Hosting;
using Npgsql;

namespace BudgetMesh.Silo;

/// <summary>Makes the tables in which silos find each other, before this silo looks for the others.</summary>
internal sealed class MembershipTables(string connection) : IHostedService
{
    /// <summary>Of the lock under which one silo at a time makes tables: the word "members" in ASCII.</summary>
    private const long LockKey = 0x6d_65_6d_62_65_72_73;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync(cancellationToken);
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        await RunAsync(database, "SELECT pg_advisory_xact_lock($1)", cancellationToken, LockKey);
        await RunAsync(database, MembershipSql.Tables, cancellationToken);
        foreach (var (name, sql) in MembershipSql.Statements)
            await RunAsync(database, MembershipSql.PutStatement, cancellationToken, name, sql);
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
