using BudgetMesh.Lending;
using BudgetMesh.Storage.Sqlite;

namespace BudgetMesh.Storage.Tests;

public sealed class SqliteDiskTests
{
    [SmallDiskFact]
    public async Task On_a_full_disk_writes_are_unknown_and_go_on_when_there_is_space()
    {
        using var disk = new SmallDisk();
        await using var store = SqliteStore.Open(disk.Path);
        (await store.Books.WriteAsync(Some.Write(Some.Scope, 0))).ShouldBe(WriteOutcome.Written);
        var receipts = Enumerable.Range(1, 5_000).Select(seq => Some.Receipt(seq)).ToArray();
        disk.Fill();

        var failure = await Should.ThrowAsync<StoreUnavailableException>(async () => await store.Receipts.AppendAsync(receipts));
        failure.Message.ShouldContain(disk.Path);
        failure.Message.ShouldContain("space");
        store.Failure.ShouldBe(failure);
        await FailUntilUnknown(store);
        await Should.ThrowAsync<StoreUnavailableException>(async () => await store.Catalog.AddAsync(CatalogKind.Mesh, 0, new string('x', 500_000), "jo", Some.Noon));

        disk.Free();
        var books = await store.Books.ReadAsync(Some.Scope, CancellationToken.None);
        (await store.Books.WriteAsync(Some.Write(Some.Scope, books.Version))).ShouldBe(WriteOutcome.Written);
        store.Failure.ShouldBeNull();
        (await store.Receipts.AppendAsync(receipts[..100])).ShouldBe(new ReceiptsAppended(100, 0));
        (await store.Catalog.NewestAsync(CatalogKind.Mesh, CancellationToken.None)).ShouldBeNull();
    }

    [SmallDiskFact]
    public async Task What_was_acknowledged_before_the_disk_was_full_is_there_after_a_restart()
    {
        using var disk = new SmallDisk();
        long acknowledged = 0;
        await using (var store = SqliteStore.Open(disk.Path))
        {
            while (await store.Books.WriteAsync(Some.Write(ScopePath.Parse($"acme/run-{acknowledged}"), 0)) == WriteOutcome.Written)
                acknowledged++;
        }

        acknowledged.ShouldBeGreaterThan(50);
        disk.Free();
        await using var again = SqliteStore.Open(disk.Path);
        (await again.Books.ListAsync(null, null, int.MaxValue, CancellationToken.None)).Count.ShouldBeInRange((int)acknowledged, (int)acknowledged + 1);
    }

    [SmallDiskFact]
    public async Task A_disk_that_is_mounted_read_only_is_named()
    {
        using var disk = new SmallDisk();
        await using (SqliteStore.Open(disk.Path))
        {
        }

        disk.MakeReadOnly();
        Should.Throw<StoreUnavailableException>(() => SqliteStore.Open(disk.Path)).Message
            .ShouldStartWith($"the data directory {disk.Path} cannot be written");
    }

    // Space that was reserved for the log already takes a few small writes still.
    private static async Task FailUntilUnknown(SqliteStore store)
    {
        for (var number = 0; number < 10_000; number++)
        {
            if (await store.Books.WriteAsync(Some.Write(ScopePath.Parse($"acme/run-{number}"), 0)) == WriteOutcome.Unknown)
                return;
        }

        throw new InvalidOperationException("the disk never became full");
    }
}
