using Npgsql;

namespace BudgetMesh.Storage.Postgres;

/// <summary>A row for each server that is in, with the time by which it is out. Servers sign in one after the other, so that none overlooks another.</summary>
internal sealed class PostgresSiloRegister(PostgresPlace place, NpgsqlDataSource connections) : ISiloRegister
{
    private const string Now = "(extract(epoch FROM clock_timestamp()) * 10000000)::bigint";

    private const string SignIn =
        $"""
        WITH others AS (SELECT name, engine FROM silos WHERE engine <> $2 AND alive_until_ticks > {Now}),
        gone AS (DELETE FROM silos WHERE id <> $1 AND alive_until_ticks <= {Now}),
        signed AS (
            INSERT INTO silos (id, engine, name, alive_until_ticks)
            SELECT $1, $2, $3, {Now} + $4 WHERE NOT EXISTS (SELECT 1 FROM others)
            ON CONFLICT (id) DO UPDATE SET alive_until_ticks = excluded.alive_until_ticks)
        SELECT name, engine FROM others ORDER BY name
        """;

    public async Task<IReadOnlyList<SignedSilo>> SignInAsync(SignedSilo silo, TimeSpan aliveFor, CancellationToken cancellation)
    {
        var others = new List<SignedSilo>();
        var pipeline = new Pipeline();
        // Held until the commit, which is sent along: what the others have said is seen by the statement that follows.
        pipeline.Add(new Statement(place.RegisterLockStatement), static _ => { });
        pipeline.Add(
            new Statement(SignIn).Set(silo.Id).Set(silo.Engine).Set(silo.Name).Set(aliveFor.Ticks),
            row => others.Add(new SignedSilo("", row.Text(1), row.Text(0))));
        await RunAsync(pipeline, cancellation);
        return others;
    }

    public Task SignOutAsync(string id, CancellationToken cancellation)
    {
        var pipeline = new Pipeline();
        pipeline.Add(new Statement("DELETE FROM silos WHERE id = $1").Set(id));
        return RunAsync(pipeline, cancellation);
    }

    private async Task RunAsync(Pipeline pipeline, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await connections.OpenConnectionAsync(cancellation);
            await pipeline.RunAsync(connection, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            throw place.Explain(failure);
        }
    }
}
