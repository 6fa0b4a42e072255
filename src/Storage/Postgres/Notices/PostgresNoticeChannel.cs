using Npgsql;

namespace BudgetMesh.Storage.Postgres;

/// <summary>
/// LISTEN and NOTIFY under the name of the schema, on two connections of its own: one only listens, for a connection that waits can do
/// nothing else, and what is told must not wait behind a batch of books or a long read.
/// </summary>
internal sealed class PostgresNoticeChannel(PostgresPlace place) : INoticeChannel, IAsyncDisposable
{
    private const string Notify = "SELECT pg_notify($1, said.line) FROM unnest($2) WITH ORDINALITY AS said (line, place) ORDER BY said.place";

    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMost = TimeSpan.FromSeconds(2);

    /// <summary>In front of every text: the database tells the speaker, too, what it has said.</summary>
    private readonly string _name = $"{Guid.NewGuid():N}\n";

    private readonly NpgsqlDataSource _speaking = place.ConnectSpeaker();
    private readonly NpgsqlDataSource _listening = place.ConnectListener();

    public async Task PublishAsync(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await _speaking.OpenConnectionAsync(cancellation);
            await using var notify = new NpgsqlCommand(Notify, connection)
            {
                Parameters = { new() { Value = place.Schema }, new() { Value = texts.Select(text => _name + text).ToArray() } },
            };
            await notify.ExecuteNonQueryAsync(cancellation);
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

    public async Task ListenAsync(Action<string> heard, Action mayHaveMissed, CancellationToken cancellation)
    {
        for (var pause = PauseFirst; ; pause = pause * 2 < PauseMost ? pause * 2 : PauseMost)
        {
            try
            {
                await using var connection = await _listening.OpenConnectionAsync(cancellation);
                connection.Notification += (_, notice) => Hear(notice.Payload, heard);
                await using (var listen = new NpgsqlCommand($"LISTEN \"{place.Schema}\"", connection))
                    await listen.ExecuteNonQueryAsync(cancellation);
                mayHaveMissed();
                pause = PauseFirst;
                while (true)
                    await connection.WaitAsync(cancellation);
            }
            catch (Exception) when (!cancellation.IsCancellationRequested)
            {
                // The writer tells of a database that is away.
                await Task.Delay(pause, cancellation);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _speaking.DisposeAsync();
        await _listening.DisposeAsync();
    }

    private void Hear(string payload, Action<string> heard)
    {
        if (!payload.StartsWith(_name, StringComparison.Ordinal) && payload.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0)
            heard(payload[(end + 1)..]);
    }
}
