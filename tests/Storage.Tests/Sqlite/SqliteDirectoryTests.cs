using BudgetMesh.Lending;
using BudgetMesh.Storage.Sqlite;

namespace BudgetMesh.Storage.Tests;

public sealed class SqliteDirectoryTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_missing_directory_is_created_with_those_above_it()
    {
        var deep = Path.Combine(_directory.Path, "a", "b");
        await using var store = SqliteStore.Open(deep);
        File.Exists(Path.Combine(deep, "books.db")).ShouldBeTrue();
    }

    [Fact]
    public void A_file_in_the_place_of_the_directory_is_named()
    {
        var file = Path.Combine(_directory.Path, "file");
        File.WriteAllText(file, "");
        Problem(file).ShouldBe($"{file} is a file: name a directory for the data");
        Problem(Path.Combine(file, "data")).ShouldContain("cannot be created");
    }

    [LinuxFact]
    public void A_directory_that_cannot_be_created_or_written_is_named()
    {
        // The kernel's own tree takes no files, whoever asks.
        Problem("/proc/budgetmesh").ShouldStartWith("the data directory /proc/budgetmesh cannot be created");
        Problem("/proc/self").ShouldContain("cannot be written");
    }

    [Fact]
    public async Task A_second_store_on_the_directory_is_refused_and_told_who_has_it()
    {
        await using (SqliteStore.Open(_directory.Path))
        {
            Problem(_directory.Path).ShouldStartWith(
                $"the data directory {_directory.Path} is in use by process {Environment.ProcessId} on {Environment.MachineName}: stop that server");
        }

        await using var next = SqliteStore.Open(_directory.Path);
        (await next.Books.WriteAsync(Some.Write(Some.Scope, 0))).ShouldBe(WriteOutcome.Written);
    }

    [Fact]
    public async Task A_store_of_another_process_is_refused_until_that_process_is_gone()
    {
        using (var process = StoreProcess.Start(_directory.Path))
        {
            Problem(_directory.Path).ShouldContain($"in use by process {process.Id} ");
            process.Kill();
        }

        await using var store = SqliteStore.Open(_directory.Path);
    }

    [Fact]
    public async Task A_store_that_could_not_be_opened_holds_nothing()
    {
        File.WriteAllText(_directory.Database, "not a database, and long enough to be seen as none: " + new string('x', 5_000));
        Problem(_directory.Database.Replace("books.db", "")).ShouldContain("damaged or no database");
        File.Delete(_directory.Database);
        await using var store = SqliteStore.Open(_directory.Path);
    }

    [Fact]
    public async Task A_closed_store_leaves_one_file_of_data()
    {
        await using (var store = SqliteStore.Open(_directory.Path))
        {
            await store.Books.WriteAsync(Some.Write(Some.Scope, 0));
            await store.Books.ReadAsync(Some.Scope, CancellationToken.None);
        }

        Directory.GetFiles(_directory.Path).Select(Path.GetFileName).Order().ShouldBe(["books.db", "lock", "lock.holder"]);
    }

    private static string Problem(string directory) => Should.Throw<StoreUnavailableException>(() => SqliteStore.Open(directory)).Message;
}
