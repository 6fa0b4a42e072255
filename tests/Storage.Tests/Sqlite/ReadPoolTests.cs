using BudgetMesh.Storage.Sqlite;

namespace BudgetMesh.Storage.Tests;

public sealed class ReadPoolTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_long_read_stops_when_it_is_cancelled_and_the_next_one_works()
    {
        await using var writer = new SqliteWriter(_directory.Database, new SqliteOptions());
        using var readers = new ReadPool(_directory.Database, readersMax: 1);
        using var cancel = new CancellationTokenSource();
        var rows = 0;

        await Should.ThrowAsync<OperationCanceledException>(async () => await readers.ReadAsync(
            database =>
            {
                database.Prepare("WITH RECURSIVE endless (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless) SELECT n FROM endless").Each(_ =>
                {
                    if (++rows == 10)
                        cancel.Cancel();
                });
                return rows;
            },
            cancel.Token));

        rows.ShouldBe(10);
        (await readers.ReadAsync(database => database.Prepare("SELECT count(*) FROM books").First(row => row.Long(0)), CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        await using var writer = new SqliteWriter(_directory.Database, new SqliteOptions());
        using var readers = new ReadPool(_directory.Database, readersMax: 1);
        var refusal = await Should.ThrowAsync<StoreUnavailableException>(async () =>
            await readers.ReadAsync(database => database.Prepare("DELETE FROM books").Run(), CancellationToken.None));
        refusal.Message.ShouldContain("cannot be written");
    }
}
