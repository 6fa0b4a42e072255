using System.Threading.Channels;
using BudgetMesh.Storage.Postgres;
using Npgsql;

namespace BudgetMesh.Storage.Tests;

/// <summary>What servers on one database tell each other.</summary>
public sealed class PostgresNoticeTests
{
    private const string Missed = "(may have missed some)";

    private readonly string _schema = PostgresServer.Missing is null ? PostgresServer.Shared.NewSchema() : "";

    [PostgresFact]
    public async Task What_one_server_says_all_others_hear_in_its_order_and_itself_not()
    {
        await using var speaker = await PostgresStore.OpenAsync(_schema);
        await using var listener = await PostgresStore.OpenAsync(_schema);
        await using var elsewhere = await PostgresStore.OpenAsync(PostgresServer.Shared.NewSchema());
        await using var own = await Ear.OpenAsync(speaker.Notices);
        await using var ear = await Ear.OpenAsync(listener.Notices);
        await using var foreign = await Ear.OpenAsync(elsewhere.Notices);
        string[] texts = [.. Enumerable.Range(0, 50).Select(number => $"text {number}\nwith a \"line\" and ü")];

        await speaker.Notices.PublishAsync(texts, CancellationToken.None);
        await listener.Notices.PublishAsync(["bye"], CancellationToken.None);
        await elsewhere.Notices.PublishAsync(["hello"], CancellationToken.None);

        foreach (var text in texts)
            (await ear.NextAsync()).ShouldBe(text);
        (await own.NextAsync()).ShouldBe("bye");
        foreach (var quiet in new[] { own, ear, foreign })
            quiet.HasMore.ShouldBeFalse();
    }

    [PostgresFact]
    public async Task The_largest_text_arrives_whole()
    {
        await using var speaker = await PostgresStore.OpenAsync(_schema);
        await using var listener = await PostgresStore.OpenAsync(_schema);
        await using var ear = await Ear.OpenAsync(listener.Notices);
        var text = new string('x', INoticeChannel.TextBytesMax);

        await speaker.Notices.PublishAsync([text], CancellationToken.None);

        (await ear.NextAsync()).ShouldBe(text);
    }

    [PostgresFact]
    public async Task Whoever_was_cut_off_is_told_that_it_may_have_missed_some_and_hears_again()
    {
        var user = $"u_{Guid.NewGuid():N}";
        await TestSql.RunAsync(_schema, $"CREATE ROLE {user} LOGIN PASSWORD 'x' SUPERUSER");
        await using var speaker = await PostgresStore.OpenAsync(_schema);
        await using var listener = await PostgresStore.OpenAsync(new NpgsqlConnectionStringBuilder(_schema) { Username = user, Password = "x" }.ConnectionString);
        await using var ear = await Ear.OpenAsync(listener.Notices);
        await listener.Notices.PublishAsync(["before"], CancellationToken.None);

        await TestSql.RunAsync(_schema, $"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '{user}'");

        (await ear.NextAsync()).ShouldBe(Missed);
        await speaker.Notices.PublishAsync(["after"], CancellationToken.None);
        (await ear.NextAsync()).ShouldBe("after");
        // What it says itself may be lost with the connection; then it is told so, and says it again.
        await Should.ThrowAsync<StoreUnavailableException>(() => listener.Notices.PublishAsync(["lost"], CancellationToken.None));
        await listener.Notices.PublishAsync(["said again"], CancellationToken.None);
    }

    /// <summary>A listener whose listening has begun.</summary>
    private sealed class Ear : IAsyncDisposable
    {
        private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();
        private readonly CancellationTokenSource _end = new();
        private readonly Task _listening;

        private Ear(INoticeChannel channel) =>
            _listening = channel.ListenAsync(text => _heard.Writer.TryWrite(text), () => _heard.Writer.TryWrite(Missed), _end.Token);

        public bool HasMore => _heard.Reader.TryPeek(out _);

        public static async Task<Ear> OpenAsync(INoticeChannel channel)
        {
            var ear = new Ear(channel);
            (await ear.NextAsync()).ShouldBe(Missed);
            return ear;
        }

        public async Task<string> NextAsync() => await _heard.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _listening.ShouldThrowAsync<OperationCanceledException>();
            _end.Dispose();
        }
    }
}
