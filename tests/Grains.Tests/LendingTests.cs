using BudgetMesh.Wire;

namespace BudgetMesh.Grains.Tests;

public sealed class LendingTests
{
    [Fact]
    public async Task What_is_lent_is_in_the_store_before_it_is_told()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        var gate = new TestGate("gate-1", Meshes.Team);

        await gate.AskAsync(engine.Team, 3);

        gate.Granted.ShouldBe(3);
        var books = await engine.Books.ReadAsync(Meshes.Team, CancellationToken.None);
        books.Accounts.ShouldHaveSingleItem().Counters.Granted.ShouldBe(3);
    }

    [Fact]
    public async Task Many_gateways_at_once_are_lent_the_cap_and_not_one_more()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(20));
        var gates = Enumerable.Range(1, 40).Select(number => new TestGate($"gate-{number}", Meshes.Team)).ToList();

        await Task.WhenAll(gates.Select(gate => gate.AskAsync(engine.Team, 1)));

        gates.Sum(gate => gate.Granted).ShouldBe(20);
        gates.ShouldAllBe(gate => gate.Granted <= 1);
    }

    [Fact]
    public async Task Gateways_that_wait_at_the_same_time_share_a_write()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(1_000));
        var gates = Enumerable.Range(1, 100).Select(number => new TestGate($"gate-{number}", Meshes.Team)).ToList();
        await gates[0].AskAsync(engine.Team, 1);
        var before = engine.Books.Writes;
        var held = new TaskCompletionSource();
        engine.Books.NextWrites.Enqueue(async (write, store) =>
        {
            await held.Task;
            return await store.WriteAsync(write);
        });

        var asked = Task.WhenAll(gates.Select(gate => gate.AskAsync(engine.Team, 2)));
        held.SetResult();
        await asked;

        gates.ShouldAllBe(gate => gate.Granted >= 2);
        (engine.Books.Writes - before).ShouldBeLessThan(50);
    }

    [Fact]
    public async Task A_scope_that_nobody_has_heard_of_is_unavailable_and_leaves_no_trace()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        var unknown = ScopePath.Parse("nobody/here");

        var terms = await new TestGate("gate-1", unknown).AskAsync(engine.Owners.OwnerOf(unknown), 1);
        await engine.Owners.PassivateAsync(TimeSpan.Zero);

        terms.Status.ShouldBe(WireMapping.Unavailable);
        terms.Problem.ShouldNotBeNull().ShouldContain("no budgets");
        engine.Books.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task Counters_that_cannot_be_are_refused_and_taken_from_nobody()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 3);
        var report = gate.Report(0);

        var terms = await engine.Team.SyncAsync(report with { Slices = [report.Slices[0] with { Returned = 99 }] }, CancellationToken.None);

        terms.Status.ShouldBe("contradiction");
        var window = (await engine.Team.ReadAsync(CancellationToken.None)).Windows.ShouldHaveSingleItem();
        (window.Available, window.Free).ShouldBe((7, 3));
    }

    [Fact]
    public async Task The_books_can_be_read_before_anybody_has_asked_for_anything()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));

        var books = await engine.Team.ReadAsync(CancellationToken.None);

        var window = books.Windows.ShouldHaveSingleItem();
        (window.Budget, window.Unit, window.Period, window.Enforcement, window.Open).ShouldBe((Meshes.Month, "requests", "month", "hard", true));
        (window.Cap, window.Available, window.Spent, window.Held, window.Free).ShouldBe((10, 10, 0, 0, 0));
        engine.Books.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task The_parts_of_a_window_add_up_to_its_cap()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(100));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 10);
        gate.Spend(4);
        await gate.AskAsync(engine.Team, 20);

        var books = await engine.Team.ReadAsync(CancellationToken.None);

        var window = books.Windows.ShouldHaveSingleItem();
        window.Spent.ShouldBe(4);
        (window.Available + window.Spent + window.Held + window.Free + window.Forfeited).ShouldBe(window.Cap);
        books.Accounts.ShouldHaveSingleItem().ShouldBe(new AccountLine("gate-1", Meshes.Month, window.Window, 0, window.Free, 4));
    }
}
