using BudgetMesh.Lending;
using BudgetMesh.Storage.Sqlite;

namespace BudgetMesh.Storage.Tests;

public sealed class SqliteFaultTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [LinuxTheory]
    [InlineData("books.db")]
    [InlineData("books.db-wal")]
    public async Task A_file_that_is_taken_away_while_in_use_ends_all_writing(string name)
    {
        await using var store = SqliteStore.Open(_directory.Path);
        await store.Books.WriteAsync(Some.Write(Some.Scope, 0));
        var file = Path.Combine(_directory.Path, name);
        File.Move(file, file + ".away");

        (await store.Books.WriteAsync(Some.Write(Some.Scope, 1))).ShouldBe(WriteOutcome.Unknown);
        store.Failure!.Message.ShouldContain("was moved, deleted or replaced while in use");

        // Another file in its place is another history: nothing is written there.
        File.Copy(file + ".away", file);
        (await store.Books.WriteAsync(Some.Write(Some.Scope, 2))).ShouldBe(WriteOutcome.Unknown);
    }

    [Fact]
    public async Task A_damaged_file_is_reported_and_not_answered_from()
    {
        await using (var store = SqliteStore.Open(_directory.Path))
        {
            for (var number = 0; number < 200; number++)
                await store.Books.WriteAsync(Some.Write(ScopePath.Parse($"acme/run-{number}"), 0));
        }

        const int pageBytes = 4096;
        long rootPage;
        using (var database = new Database(_directory.Database, DatabaseAccess.Read))
            rootPage = database.Prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'books'").First(static row => row.Long(0));
        using (var file = File.OpenWrite(_directory.Database))
        {
            file.Position = (rootPage - 1) * pageBytes;
            file.Write(Enumerable.Repeat((byte)0xA5, pageBytes).ToArray());
        }

        await using var damaged = SqliteStore.Open(_directory.Path);
        var failure = await Should.ThrowAsync<StoreUnavailableException>(async () => await damaged.Books.ReadAsync(Some.Scope, CancellationToken.None));
        failure.Message.ShouldContain("damaged");
        (await damaged.Books.WriteAsync(Some.Write(Some.Scope, 0))).ShouldBe(WriteOutcome.Unknown);
    }

    [Fact]
    public async Task Another_program_that_holds_the_file_for_a_moment_only_delays()
    {
        await using var store = SqliteStore.Open(_directory.Path);
        Task<WriteOutcome> write;
        using (var shell = new Database(_directory.Database, DatabaseAccess.Write))
        {
            shell.Execute("BEGIN IMMEDIATE");
            write = store.Books.WriteAsync(Some.Write(Some.Scope, 0)).AsTask();
            (await store.Books.ReadAsync(Some.Scope, CancellationToken.None)).Version.ShouldBe(0);
            shell.Execute("COMMIT");
        }

        (await write).ShouldBe(WriteOutcome.Written);
    }

    [Fact]
    public async Task A_store_that_is_closed_says_that_it_is()
    {
        var store = SqliteStore.Open(_directory.Path);
        await store.DisposeAsync();
        await store.DisposeAsync();
        (await store.Books.WriteAsync(Some.Write(Some.Scope, 0))).ShouldBe(WriteOutcome.Unknown);
        (await Should.ThrowAsync<StoreUnavailableException>(async () => await store.Receipts.AppendAsync([Some.Receipt(1)]))).Message.ShouldContain("closed");
        (await Should.ThrowAsync<StoreUnavailableException>(async () => await store.Books.ReadAsync(Some.Scope, CancellationToken.None))).Message.ShouldContain("closed");
    }

    [Theory]
    [InlineData(13, "is full")]
    [InlineData(8 | (6 << 8), "cannot be written")]
    [InlineData(14, "cannot be opened")]
    [InlineData(10 | (4 << 8), "could not be read or written")]
    [InlineData(11, "damaged")]
    [InlineData(26, "damaged")]
    [InlineData(5, "locked by another program")]
    [InlineData(1, "failed")]
    public void Every_failure_names_the_file_and_what_to_do(int code, string words)
    {
        var failure = new SqliteFault(code, "what SQLite says").Explain("/data/books.db");
        failure.Message.ShouldStartWith("/data/books.db ", customMessage: failure.Message);
        failure.Message.ShouldContain(words);
        failure.Message.ShouldEndWith($"what SQLite says (SQLite {code})");
    }
}
