using BudgetMesh.Lending;
using BudgetMesh.Storage.Sqlite;
using NodaTime;

namespace BudgetMesh.Storage.Tests;

public sealed class SqliteClockTests
{
    [Fact]
    public async Task A_window_opens_at_its_start_by_the_clock_of_the_store_and_not_a_tick_earlier()
    {
        using var directory = new TempDirectory();
        var clock = new SetClock { Now = Some.Noon - Duration.FromTicks(1) };
        await using var store = SqliteStore.Open(directory.Path, new SqliteOptions { Clock = clock });
        var write = Some.Write(Some.Scope, 0) with { OpensAt = Some.Noon };

        (await store.Books.WriteAsync(write)).ShouldBe(WriteOutcome.TooEarly);
        clock.Now = Some.Noon;
        (await store.Books.WriteAsync(write)).ShouldBe(WriteOutcome.Written);
    }

    private sealed class SetClock : TimeProvider
    {
        public Instant Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
    }
}
