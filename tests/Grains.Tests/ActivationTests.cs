using BudgetMesh.Lending;
using BudgetMesh.Storage;

namespace BudgetMesh.Grains.Tests;

public sealed class ActivationTests
{
    [Fact]
    public async Task Two_engines_on_the_same_books_lend_the_cap_once()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(20));
        await using var rival = engine.StartRival();
        var gates = Enumerable.Range(1, 30).Select(number => new TestGate($"gate-{number}", Meshes.Team)).ToList();

        // Each gate turns to the other engine when one fights for the books in vain, as it would with two addresses of a server.
        await Task.WhenAll(gates.Select(async (gate, number) =>
        {
            for (var attempt = number; gate.Granted == 0 && attempt < number + 6; attempt++)
            {
                try
                {
                    await gate.AskAsync((attempt % 2 == 0 ? engine.Owners : rival).OwnerOf(Meshes.Team), 1);
                }
                catch (StoreUnavailableException)
                {
                    // Taken over three times while it asked.
                }
            }
        }));

        var books = await engine.Books.ReadAsync(Meshes.Team, CancellationToken.None);
        books.Accounts.Sum(account => account.Counters.Exposure).ShouldBeLessThanOrEqualTo(20);
        gates.Sum(gate => gate.Granted).ShouldBeInRange(1, 20);
    }

    [Fact]
    public async Task A_call_that_meets_an_owner_which_lost_the_scope_is_answered_by_the_next()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(20));
        await using var rival = engine.StartRival();
        var (left, right) = (new TestGate("left", Meshes.Team), new TestGate("right", Meshes.Team));
        await left.AskAsync(engine.Team, 1);

        await right.AskAsync(rival.OwnerOf(Meshes.Team), 2);
        await left.AskAsync(engine.Team, 3);

        (left.Granted, right.Granted).ShouldBe((3, 2));
        var books = await engine.Team.ReadAsync(CancellationToken.None);
        (books.Epoch, books.Windows[0].Available).ShouldBe((3, 15));
    }

    [Fact]
    public async Task An_owner_that_ended_has_written_what_it_was_told()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(20));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 4);
        gate.Spend(3);
        await engine.Team.SyncAsync(gate.Report(0), CancellationToken.None);

        await engine.Owners.PassivateAsync(TimeSpan.Zero);

        (await engine.Books.ReadAsync(Meshes.Team, CancellationToken.None)).Accounts.ShouldHaveSingleItem().Counters.Spent.ShouldBe(3);
    }

    [Fact]
    public async Task The_next_owner_goes_on_where_the_last_one_ended()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(20));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 4);

        await engine.Owners.PassivateAsync(TimeSpan.Zero);
        await gate.AskAsync(engine.Team, 6);

        gate.Granted.ShouldBe(6);
        gate.Last!.Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_is_lost_while_owners_come_and_go()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(1_000));
        var gates = Enumerable.Range(1, 20).Select(number => new TestGate($"gate-{number}", Meshes.Team)).ToList();
        var asking = Task.WhenAll(gates.Select(async gate =>
        {
            for (var need = 1; need <= 10; need++)
                (await gate.AskAsync(engine.Team, need)).Status.ShouldBe("accepted");
        }));

        while (!asking.IsCompleted)
        {
            await engine.Owners.PassivateAsync(TimeSpan.Zero);
            await Task.Yield();
        }

        await asking;
        gates.ShouldAllBe(gate => gate.Granted == 10);
    }

    [Fact]
    public async Task An_idle_owner_is_ended_by_the_clock_and_a_busy_one_is_not()
    {
        var clock = new ManualClock();
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(20), clock);
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 4);

        await engine.Owners.PassivateAsync(TimeSpan.FromSeconds(60));
        (await gate.AskAsync(engine.Team, 4)).Epoch.ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(61));
        await engine.Owners.PassivateAsync(TimeSpan.FromSeconds(60));

        (await gate.AskAsync(engine.Team, 5)).Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task After_a_restart_everything_is_as_it_was_told()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(20));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 4);
        gate.Spend(4);
        await gate.AskAsync(engine.Team, 2);

        await engine.RestartAsync();
        await gate.AskAsync(engine.Team, 10);

        var window = (await engine.Team.ReadAsync(CancellationToken.None)).Windows.ShouldHaveSingleItem();
        (window.Spent, window.Free, window.Available).ShouldBe((4, 10, 6));
    }

    [Fact]
    public async Task After_the_end_every_call_is_told_that_the_server_stops()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(20));
        await engine.Owners.DisposeAsync();

        var call = () => engine.Team.ReadAsync(CancellationToken.None).AsTask();

        (await call.ShouldThrowAsync<StoreUnavailableException>()).Message.ShouldContain("stopping");
    }

    [Fact]
    public async Task A_caller_that_goes_away_does_not_take_the_others_along()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(20));
        var held = new TaskCompletionSource();
        engine.Books.NextWrites.Enqueue(async (write, store) =>
        {
            await held.Task;
            return await store.WriteAsync(write);
        });
        using var going = new CancellationTokenSource();
        var (left, right) = (new TestGate("left", Meshes.Team), new TestGate("right", Meshes.Team));

        var gone = engine.Team.SyncAsync(left.Report(0), going.Token).AsTask();
        await engine.Books.WriteBegun;
        var stays = right.AskAsync(engine.Team, 2);
        await going.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(gone);
        held.SetResult();

        await stays;
        right.Granted.ShouldBe(2);
    }

    [Fact]
    public async Task A_bug_in_the_books_ends_the_owner_and_the_next_one_reads_them_afresh()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(20));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 1);
        engine.Books.NextWrites.Enqueue((_, _) => throw new InvariantViolationException("a bug for this test"));

        await gate.AskAsync(engine.Team, 2);

        gate.Granted.ShouldBe(2);
        gate.Last!.Epoch.ShouldBe(2);
    }
}
