using BudgetMesh.Lending;
using BudgetMesh.Rates;
using BudgetMesh.Storage.Sqlite;

namespace BudgetMesh.Storage.Tests;

public sealed class SqliteSchemaTests : IDisposable
{
    private const string NextStep = "ALTER TABLE books ADD COLUMN note TEXT NOT NULL DEFAULT 'none'; CREATE TABLE extra (id INTEGER PRIMARY KEY)";

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_empty_file_becomes_a_database_of_the_newest_version()
    {
        File.WriteAllText(_directory.Database, "");
        await using var store = SqliteStore.Open(_directory.Path);
        using var database = Open();
        database.Pragma("user_version").ShouldBe($"{SchemaSteps.All.Count}");
        database.Pragma("application_id").ShouldBe($"{SchemaMigrator.ApplicationId}");
        database.Pragma("journal_mode").ShouldBe("wal");
    }

    [Fact]
    public async Task A_later_step_runs_once_and_keeps_what_was_written_before()
    {
        await using (var store = SqliteStore.Open(_directory.Path))
            (await store.Books.WriteAsync(Some.Write(Some.Scope, 0))).ShouldBe(WriteOutcome.Written);
        var migrator = new SchemaMigrator([.. SchemaSteps.All, NextStep]);
        using var database = Open();

        migrator.Migrate(database, _directory.Database);
        migrator.Migrate(database, _directory.Database);

        database.Pragma("user_version").ShouldBe($"{SchemaSteps.All.Count + 1}");
        database.Prepare("SELECT scope, note FROM books").First(row => (row.Text(0), row.Text(1))).ShouldBe((Some.Scope.Value, "none"));
    }

    [Fact]
    public async Task Receipts_from_before_there_were_policies_say_that_no_rule_matched()
    {
        using (var database = Open())
        {
            new SchemaMigrator([SchemaSteps.All[0]]).Migrate(database, _directory.Database);
            database.Execute(
                """
                INSERT INTO receipts VALUES (1, 'gate-1', 1, 1, 0, 'Settled', 'Allow', 'Fits', 'acme', 'a/b', 1, 1, 9, 9, 'p', 1, '', 0, 0)
                """);
        }

        await using var store = SqliteStore.Open(_directory.Path);
        var receipt = (await store.Receipts.ReadAsync(Some.Filter(), CancellationToken.None)).ShouldHaveSingleItem();
        (receipt.Rule, receipt.Task, receipt.Priority, receipt.DataClass, receipt.Caller, receipt.Shadow, receipt.Ahead).ShouldBe(("", "", Routing.Priority.Normal, "", "", null, null));
    }

    [Fact]
    public async Task A_file_of_the_first_version_is_brought_up_to_date_and_keeps_its_books()
    {
        using (var old = Open())
        {
            new SchemaMigrator([SchemaSteps.All[0]]).Migrate(old, _directory.Database);
            old.Execute("INSERT INTO books (scope, version, epoch, owner, generation) VALUES ('acme/search', 7, 1, 'owner-1', 0)");
        }

        await using var store = SqliteStore.Open(_directory.Path);
        (await store.Books.ReadAsync(Some.Scope, CancellationToken.None)).Version.ShouldBe(7);
        (await store.Bounds.ReadAsync(CancellationToken.None)).ShouldBeEmpty();
        (await store.Weeks.ReadAsync(Some.Scope, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_from_before_there_were_limits_has_owners_without_a_past()
    {
        using (var old = Open())
        {
            new SchemaMigrator([.. SchemaSteps.All.TakeWhile(step => !step.Contains("rate_owners", StringComparison.Ordinal))]).Migrate(old, _directory.Database);
            old.Execute("INSERT INTO books (scope, version, epoch, owner, generation) VALUES ('acme/search', 7, 9, 'owner-1', 0)");
        }

        await using var store = SqliteStore.Open(_directory.Path);
        (await store.RateOwners.TakeAsync(RateOwnerId.Of(Some.Scope), CancellationToken.None)).ShouldBe(new RateTenure(1, RateTenureState.Idle));
        (await store.Books.ReadAsync(Some.Scope, CancellationToken.None)).Version.ShouldBe(7);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_version_before_it_whole()
    {
        await using (SqliteStore.Open(_directory.Path))
        {
        }

        using var database = Open();
        var migrator = new SchemaMigrator([.. SchemaSteps.All, NextStep, "CREATE TABLE late (id INTEGER); CREATE TABLE books (id INTEGER)"]);

        Should.Throw<SqliteFault>(() => migrator.Migrate(database, _directory.Database)).Message.ShouldContain("books already exists");

        database.Pragma("user_version").ShouldBe($"{SchemaSteps.All.Count + 1}");
        database.Prepare("SELECT count(*) FROM sqlite_master WHERE name IN ('extra', 'late')").First(row => row.Long(0)).ShouldBe(1);
        Should.NotThrow(() => database.Execute("BEGIN; COMMIT"));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_left_alone()
    {
        await using (SqliteStore.Open(_directory.Path))
        {
        }

        using (var database = Open())
            database.Execute("PRAGMA user_version = 900");

        var refusal = Should.Throw<StoreUnavailableException>(() => SqliteStore.Open(_directory.Path));
        refusal.Message.ShouldContain($"written by a newer version (schema 900; this one knows {SchemaSteps.All.Count})");
        using var after = Open();
        after.Pragma("user_version").ShouldBe("900");
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_alone()
    {
        using (var database = Open())
            database.Execute("CREATE TABLE bookmarks (id INTEGER)");

        Should.Throw<StoreUnavailableException>(() => SqliteStore.Open(_directory.Path)).Message.ShouldContain("another program");
        using var after = Open();
        after.Prepare("SELECT count(*) FROM sqlite_master").First(row => row.Long(0)).ShouldBe(1);
    }

    [Fact]
    public async Task A_page_of_receipts_is_found_through_the_index_alone()
    {
        await using var store = SqliteStore.Open(_directory.Path);
        using var database = Open();
        var plan = database.Prepare(
            $"EXPLAIN QUERY PLAN SELECT id FROM receipts INDEXED BY receipts_by_leaf WHERE leaf >= 'a' AND leaf < 'b' ORDER BY {ReceiptSql.NewestFirst} LIMIT 5")
            .All(row => row.Text(3));
        plan[0].ShouldContain("USING COVERING INDEX receipts_by_leaf (leaf>? AND leaf<?)");
        database.Prepare($"EXPLAIN QUERY PLAN {ReceiptSql.Sum}").All(row => row.Text(3))
            .ShouldContain(step => step.Contains("USING COVERING INDEX receipt_legs_by_ledger"));
    }

    private Database Open() => new(_directory.Database, DatabaseAccess.Create);
}
