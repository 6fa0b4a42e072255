using BudgetMesh.Lending;
using BudgetMesh.Storage.Postgres;
using Npgsql;

namespace BudgetMesh.Storage.Tests;

/// <summary>What goes wrong while the server lives.</summary>
public sealed class PostgresFaultTests
{
    private readonly string _schema = PostgresServer.Missing is null ? PostgresServer.Shared.NewSchema() : "";

    [PostgresFact]
    public async Task A_write_that_the_database_cannot_take_does_not_take_its_neighbours_with_it()
    {
        await using var store = await PostgresStore.OpenAsync(_schema);
        var poison = Some.Receipt(1) with { Rule = "a \0 in a text" };
        var broken = Enumerable.Range(0, 5).Select(number => store.Receipts.AppendAsync([poison with { Seq = number + 1 }]).AsTask()).ToArray();
        var sound = Enumerable.Range(0, 50).Select(number => store.Books.WriteAsync(Some.Write(ScopePath.Parse($"acme/run-{number}"), 0)).AsTask()).ToArray();

        (await Task.WhenAll(sound)).ShouldAllBe(outcome => outcome == WriteOutcome.Written);
        foreach (var append in broken)
            await Should.ThrowAsync<StoreUnavailableException>(() => append);
        (await store.Receipts.AppendAsync([Some.Receipt(1)])).ShouldBe(new ReceiptsAppended(1, 0));
        store.Failure.ShouldBeNull();
    }

    [PostgresFact]
    public async Task A_row_that_somebody_holds_makes_its_writer_wait_so_long_and_the_others_not_at_all_in_the_end()
    {
        await using var store = await PostgresStore.OpenAsync(_schema, new PostgresOptions { LockWaitMax = TimeSpan.FromMilliseconds(200) });
        await store.Books.WriteAsync(Some.Write(Some.Scope, 0));
        await using var other = new NpgsqlConnection(_schema);
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("UPDATE books SET owner = owner", other))
            await hold.ExecuteNonQueryAsync();

        var held = store.Books.WriteAsync(Some.Write(Some.Scope, 1)).AsTask();
        var others = Enumerable.Range(0, 20).Select(number => store.Books.WriteAsync(Some.Write(ScopePath.Parse($"acme/run-{number}"), 0)).AsTask()).ToArray();

        (await Task.WhenAll(others)).ShouldAllBe(outcome => outcome == WriteOutcome.Written);
        (await held).ShouldBe(WriteOutcome.Unknown);
        await transaction.RollbackAsync();
        (await store.Books.WriteAsync(Some.Write(Some.Scope, 1))).ShouldBe(WriteOutcome.Written);
    }

    [PostgresFact]
    public async Task Connections_that_an_operator_ends_are_replaced()
    {
        var user = $"u_{Guid.NewGuid():N}";
        await TestSql.RunAsync(_schema, $"CREATE ROLE {user} LOGIN PASSWORD 'x' SUPERUSER");
        await using var store = await PostgresStore.OpenAsync(new NpgsqlConnectionStringBuilder(_schema) { Username = user, Password = "x" }.ConnectionString);
        await store.Books.WriteAsync(Some.Write(Some.Scope, 0));
        (await store.Books.ReadAsync(Some.Scope, CancellationToken.None)).Version.ShouldBe(1);

        await TestSql.RunAsync(_schema, $"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '{user}'");

        (await store.Books.ReadAsync(Some.Scope, CancellationToken.None)).Version.ShouldBe(1);
        (await store.Books.WriteAsync(Some.Write(Some.Scope, 1))).ShouldBe(WriteOutcome.Unknown);
        var version = 1L;
        while (version == 1)
            version = await store.Books.WriteAsync(Some.Write(Some.Scope, 1)) == WriteOutcome.Written ? 2 : 1;
        store.Failure.ShouldBeNull();
    }

    [PostgresFact]
    public async Task Of_several_hosts_the_primary_is_found()
    {
        var alone = new NpgsqlConnectionStringBuilder(_schema);
        var several = $"{_schema};Host=127.0.0.1:1,127.0.0.1:{alone.Port};Target Session Attributes=primary";
        await using var store = await PostgresStore.OpenAsync(several);
        (await store.Books.WriteAsync(Some.Write(Some.Scope, 0))).ShouldBe(WriteOutcome.Written);
        (await store.Books.ReadAsync(Some.Scope, CancellationToken.None)).Version.ShouldBe(1);
    }

    [PostgresFact]
    public async Task The_session_waits_for_the_disk_whatever_the_user_is_set_to()
    {
        var name = $"weak_{Guid.NewGuid():N}";
        await TestSql.RunAsync(PostgresServer.Shared.ConnectionString, $"CREATE ROLE {name} LOGIN PASSWORD 'x' SUPERUSER");
        await TestSql.RunAsync(PostgresServer.Shared.ConnectionString, $"ALTER ROLE {name} SET synchronous_commit = off");
        var schema = new NpgsqlConnectionStringBuilder(_schema) { Username = name, Password = "x" }.ConnectionString;
        (await TestSql.OneAsync(schema, "SHOW synchronous_commit")).ShouldBe("off");
        var place = new PostgresPlace(schema, new PostgresOptions());
        await using var connections = place.ConnectWriter();
        await using var connection = await connections.OpenConnectionAsync();
        await ServerSettings.CheckAsync(connection, place, CancellationToken.None);

        await using var command = new NpgsqlCommand("SHOW synchronous_commit", connection);

        (await command.ExecuteScalarAsync()).ShouldBe("on");
    }

    [PostgresFact]
    public async Task Receipts_lie_in_the_month_of_their_time_and_one_of_another_month_under_the_same_identity_is_a_contradiction()
    {
        await using var store = await PostgresStore.OpenAsync(_schema);
        var now = NodaTime.SystemClock.Instance.GetCurrentInstant();
        var recent = Some.Receipt(1, at: now);
        var past = Some.Receipt(2, at: now - NodaTime.Duration.FromDays(100));
        var ancient = Some.Receipt(3, at: NodaTime.Instant.FromUtc(1234, 5, 6, 7, 8));
        (await store.Receipts.AppendAsync([recent, past, ancient])).ShouldBe(new ReceiptsAppended(3, 0));

        (await store.Receipts.AppendAsync([recent with { At = past.At }, past with { At = ancient.At }, ancient with { At = now }])).ShouldBe(new ReceiptsAppended(0, 3));

        (await store.Receipts.ReadAsync(Some.Filter(), CancellationToken.None)).Select(receipt => receipt.Seq).ShouldBe([1, 2, 3]);
        (await store.Receipts.SumAsync(Some.Scope, "month", 1, CancellationToken.None)).Count.ShouldBe(3);
        (await TestSql.OneAsync(_schema, "SELECT count(*) FROM receipts_other")).ShouldBe(1L);
        (await TestSql.OneAsync(_schema, $"SELECT count(*) FROM receipts_{past.At.InUtc():uuuu_MM}")).ShouldBe(1L);
        // This month, the two to come, and the one of the past.
        (await TestSql.OneAsync(_schema, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'receipts'::regclass")).ShouldBe(5L);
    }

    [PostgresFact]
    public async Task Receipts_that_came_before_their_month_had_a_place_stay_where_they_are_and_more_may_come()
    {
        await using (await PostgresStore.OpenAsync(_schema))
        {
        }

        var past = Some.Receipt(1, at: NodaTime.SystemClock.Instance.GetCurrentInstant() - NodaTime.Duration.FromDays(100));
        await TestSql.RunAsync(_schema, $"INSERT INTO ledgers (scope, budget, window_key) VALUES ('x', 'y', 1); INSERT INTO receipt_legs VALUES (-1, {past.At.ToUnixTimeTicks()}, 0, 1, 1)");
        await using var store = await PostgresStore.OpenAsync(_schema);

        (await store.Receipts.AppendAsync([past])).ShouldBe(new ReceiptsAppended(1, 0));

        (await store.Receipts.AppendAsync([past])).ShouldBe(new ReceiptsAppended(0, 0));
        (await TestSql.OneAsync(_schema, "SELECT count(*) FROM receipts_other")).ShouldBe(1L);
    }
}
