using System.Globalization;
using BudgetMesh.Storage.Sqlite;

namespace BudgetMesh.Storage.Tests;

public sealed class SqliteKillTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1_777)]
    [InlineData(5_003)]
    [InlineData(12_000)]
    public async Task What_a_killed_process_had_acknowledged_is_there(int linesBeforeKill)
    {
        Dictionary<string, long> books = [];
        Dictionary<string, long> receipts = [];
        using (var process = StoreProcess.Start(_directory.Path))
        {
            for (var line = 0; line < linesBeforeKill; line++)
                Note(process.ReadLine().ShouldNotBeNull());
            foreach (var line in process.Kill())
                Note(line);
        }

        await using var store = SqliteStore.Open(_directory.Path);
        foreach (var (scope, acknowledged) in books)
        {
            var book = await store.Books.ReadAsync(ScopePath.Parse(scope), CancellationToken.None);
            // One write more may have landed whose answer was cut off.
            book.Version.ShouldBeInRange(acknowledged, acknowledged + 1);
            book.Accounts.Single().Counters.Granted.ShouldBe(book.Version);
        }

        foreach (var (incarnation, acknowledged) in receipts)
        {
            var scope = ScopePath.Parse(incarnation.Replace("gate", "acme/run"));
            var sum = await store.Receipts.SumAsync(scope, "month", 1, CancellationToken.None);
            sum.Count.ShouldBeInRange(acknowledged, acknowledged + 1);
            sum.Amount.ShouldBe(sum.Count);
        }

        using var database = new Database(_directory.Database, DatabaseAccess.Read);
        database.Pragma("integrity_check").ShouldBe("ok");

        void Note(string line)
        {
            var words = line.Split(' ');
            (words[0] == "book" ? books : receipts)[words[1]] = long.Parse(words[2], CultureInfo.InvariantCulture);
        }
    }
}
