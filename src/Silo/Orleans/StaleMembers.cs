using Microsoft.Extensions.Hosting;
using Npgsql;

namespace BudgetMesh.Silo;

/// <summary>
/// Helps a silo to join a cluster that died as a whole. A silo that joins asks every member that counts as active, and votes out those that have not
/// signed for a while; but it looks for such anew only when the members have changed, and where all are dead nobody changes them. So a new
/// version of the same members is made until the silo has joined. It decides nothing: who is dead, Orleans finds out by asking.
/// </summary>
internal sealed class StaleMembers(OrleansDatabase database, string cluster, IHostApplicationLifetime lifetime, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStarted, lifetime.ApplicationStopping);
        try
        {
            while (true)
            {
                await Task.Delay(LookEvery, clock, until.Token);
                await LookAsync(until.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // It has joined, or ends.
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync(cancellation);
            await using var look = new NpgsqlCommand(MembershipSql.RaiseVersionWhereStale, connection)
            {
                Parameters = { new() { Value = cluster }, new() { Value = OwnerTuning.SignsLatest } },
            };
            await look.ExecuteNonQueryAsync(cancellation);
        }
        catch (NpgsqlException)
        {
            // The database is away, which the silo that joins finds out by itself.
        }
    }
}
