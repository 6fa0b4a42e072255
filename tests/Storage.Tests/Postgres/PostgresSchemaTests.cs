using BudgetMesh.Storage.Postgres;
using Npgsql;

namespace BudgetMesh.Storage.Tests;

public sealed class PostgresSchemaTests
{
    private readonly string _schema = PostgresServer.Missing is null ? PostgresServer.Shared.NewSchema() : "";

    [PostgresFact]
    public async Task Servers_that_start_at_once_on_an_empty_database_make_one_schema()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => PostgresStore.OpenAsync(_schema))));
        (await stores[0].Books.WriteAsync(Some.Write(Some.Scope, 0))).ShouldBe(Lending.WriteOutcome.Written);
        foreach (var store in stores)
        {
            (await store.Books.ReadAsync(Some.Scope, CancellationToken.None)).Version.ShouldBe(1);
            await store.DisposeAsync();
        }

        (await TestSql.OneAsync(_schema, "SELECT version::bigint FROM schema_version")).ShouldBe((long)SchemaSteps.All.Count);
    }

    [PostgresFact]
    public async Task A_step_that_fails_leaves_the_version_before_it_and_nothing_of_its_own()
    {
        await using (await PostgresStore.OpenAsync(_schema))
        {
            await using var connection = new NpgsqlConnection(_schema);
            await connection.OpenAsync();
            var broken = new SchemaMigrator([.. SchemaSteps.All, "CREATE TABLE fine (x int)", "CREATE TABLE half (x int); SELECT nonsense"]);
            await Should.ThrowAsync<PostgresException>(() => broken.MigrateAsync(connection, new PostgresPlace(_schema, new PostgresOptions()), CancellationToken.None));
        }

        (await TestSql.OneAsync(_schema, "SELECT version::bigint FROM schema_version")).ShouldBe(SchemaSteps.All.Count + 1L);
        (await TestSql.OneAsync(_schema, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename IN ('fine', 'half')")).ShouldBe(1L);
    }

    [PostgresFact]
    public async Task A_schema_of_a_newer_version_is_refused()
    {
        await using (await PostgresStore.OpenAsync(_schema))
            await TestSql.RunAsync(_schema, "UPDATE schema_version SET version = 99");
        (await Should.ThrowAsync<StoreUnavailableException>(() => PostgresStore.OpenAsync(_schema))).Message.ShouldContain("newer version (schema 99;");
    }

    [PostgresFact]
    public async Task A_schema_of_another_program_is_refused_and_left_as_it_was()
    {
        await TestSql.RunAsync(_schema, $"CREATE SCHEMA {new NpgsqlConnectionStringBuilder(_schema).SearchPath}; CREATE TABLE books (title text)");
        (await Should.ThrowAsync<StoreUnavailableException>(() => PostgresStore.OpenAsync(_schema))).Message.ShouldContain("tables of another program");
        (await TestSql.OneAsync(_schema, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")).ShouldBe(1L);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Host=h;Passwort=hunter-7")]
    [InlineData("Database=x;Password=hunter-7")]
    [InlineData("Host=h;Search Path=\"a\", b;Password=hunter-7")]
    public async Task A_string_that_is_no_address_is_refused_without_its_secrets(string connectionString)
    {
        var refused = await Should.ThrowAsync<StoreUnavailableException>(() => PostgresStore.OpenAsync(connectionString));
        refused.ToString().ShouldNotContain("hunter-7");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_without_its_secrets()
    {
        var refused = await Should.ThrowAsync<StoreUnavailableException>(() => PostgresStore.OpenAsync("Host=127.0.0.1;Port=1;Database=x;Username=y;Password=hunter-7"));
        refused.Message.ShouldStartWith("PostgreSQL at 127.0.0.1:1, database x, schema budgetmesh cannot be reached");
        refused.ToString().ShouldNotContain("hunter-7");
    }
}
