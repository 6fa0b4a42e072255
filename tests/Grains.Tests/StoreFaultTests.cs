using BudgetMesh.Wire;

namespace BudgetMesh.Grains.Tests;

public sealed class StoreFaultTests
{
    [Fact]
    public async Task A_write_that_was_lost_is_made_again()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        engine.Books.NextWrites.Enqueue(FaultyBooks.Lost);
        var gate = new TestGate("gate-1", Meshes.Team);

        await gate.AskAsync(engine.Team, 3);
        await gate.AskAsync(engine.Team, 3);

        gate.Granted.ShouldBe(3);
        (await engine.Books.ReadAsync(Meshes.Team, CancellationToken.None)).Accounts.ShouldHaveSingleItem().Counters.Granted.ShouldBe(3);
    }

    [Fact]
    public async Task A_write_that_landed_and_said_it_failed_is_taken_over_once()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 1);
        engine.Books.NextWrites.Enqueue(FaultyBooks.LandedButFailed);

        await gate.AskAsync(engine.Team, 4);

        gate.Granted.ShouldBe(4);
        (await engine.Team.ReadAsync(CancellationToken.None)).Windows.ShouldHaveSingleItem().Available.ShouldBe(6);
    }

    [Fact]
    public async Task Books_that_cannot_be_read_for_a_while_are_read_again()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        for (var failure = 0; failure < 5; failure++)
            engine.Books.NextReads.Enqueue(FaultyBooks.Unreadable);
        var gate = new TestGate("gate-1", Meshes.Team);

        await gate.AskAsync(engine.Team, 3);

        gate.Granted.ShouldBe(3);
        engine.Books.Reads.ShouldBe(6);
    }

    [Fact]
    public async Task A_store_that_hangs_makes_the_owner_unavailable_and_nothing_is_lent_twice()
    {
        var clock = new ManualClock();
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10), clock, patience: TimeSpan.FromSeconds(2));
        var held = new TaskCompletionSource();
        engine.Books.NextWrites.Enqueue(async (write, store) =>
        {
            await held.Task;
            return await store.WriteAsync(write);
        });
        var gate = new TestGate("gate-1", Meshes.Team);

        var asked = gate.AskAsync(engine.Team, 3);
        await engine.Books.WriteBegun;
        // The waiter's own timer is set around the time the write begins: go on until it has fired.
        while (!asked.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(3));
            await Task.Yield();
        }

        (await asked).Status.ShouldBe(WireMapping.Unavailable);
        held.SetResult();
        await gate.AskAsync(engine.Team, 3);
        gate.Granted.ShouldBe(3);
    }

    [Fact]
    public async Task A_store_that_was_rolled_back_freezes_the_scope_until_an_operator_has_looked()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 3);
        var report = gate.Report(0) with { VersionSeen = 1_000 };

        var terms = await engine.Team.SyncAsync(report, CancellationToken.None);

        terms.Slices.ShouldHaveSingleItem().Mode.ShouldBe("deny");
        (await engine.Team.ReadAsync(CancellationToken.None)).Frozen.ShouldNotBeNull().ShouldContain("rolled back");

        await engine.Team.UnfreezeAsync(CancellationToken.None);

        var books = await engine.Team.ReadAsync(CancellationToken.None);
        (books.Frozen, books.Generation).ShouldBe((null, 1));
        (await gate.AskAsync(engine.Team, 5)).Slices.ShouldHaveSingleItem().Granted.ShouldBe(5);
    }

    [Fact]
    public async Task Counters_that_nobody_waits_for_are_written_within_a_second()
    {
        var clock = new ManualClock();
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10), clock);
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 3);
        gate.Spend(2);
        var written = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Books.NextWrites.Enqueue(async (write, store) =>
        {
            var outcome = await store.WriteAsync(write);
            written.SetResult(write.Accounts.Sum(account => account.Counters.Settled));
            return outcome;
        });

        await engine.Team.SyncAsync(gate.Report(0), CancellationToken.None);
        while (!written.Task.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await written.Task).ShouldBe(2);
    }
}
