using BudgetMesh.Client.Tests.World;
using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Routing;

namespace BudgetMesh.Client.Tests;

/// <summary>A gateway that is killed, and the next process at its journal.</summary>
public sealed class JournalTests : IDisposable
{
    private static readonly ScopePath[] Levels = [TestMesh.Run, TestMesh.Team, TestMesh.Root];

    private readonly TempJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    [WitnessFact]
    public async Task After_a_kill_all_comes_back_but_a_block_and_what_was_held()
    {
        var world = await StartAsync();
        var killed = world.Gate.Incarnation;
        var settled = await world.Gate.DecideAsync(TestMesh.Asked);
        world.Gate.Settle(settled, new TokenCount(1_000), new TokenCount(0));
        await world.Pass(() => world.Gate.Counters.ReceiptsPending == 0);
        var open = await world.Gate.DecideAsync(TestMesh.Asked);
        var lent = world.Gate.Slices().ToDictionary(slice => slice.Scope, slice => slice.Counters);
        await world.KillAsync(_journal);
        Levels.ShouldAllBe(scope => world.Silo.Book(scope).Free > 0);

        await world.RestartAsync(_journal);
        await world.DisposeAsync();
        foreach (var scope in Levels)
        {
            var book = world.Silo.BookOf(scope, killed);
            (book.Held, book.Spent).ShouldBe((0, 35_000_000));
            book.Free.ShouldBeInRange(0, lent[scope].Granted / LendingRules.JournalBlocks);
        }

        var receipt = world.Silo.Receipts.Single(receipt => receipt.Kind == ReceiptKind.Expired);
        (receipt.Incarnation, receipt.Decision, receipt.Cost).ShouldBe((killed, open.Number, open.Bound));
        world.Silo.Receipts.Sum(receipt => receipt.Cost.NanoUsd).ShouldBe(35_000_000);
        _journal.Read().ShouldBeEmpty();
    }

    [WitnessFact]
    public async Task Receipts_that_the_silo_lacks_are_sent_by_the_next_process_as_they_were()
    {
        var world = await StartAsync();
        world.Silo.LosesAcks = true; // it has them, and the gate does not know
        for (var i = 0; i < 20; i++)
            world.Gate.Settle(await world.Gate.DecideAsync(TestMesh.Asked with { Task = "chat", Caller = "app", Priority = Priority.Batch }), new TokenCount(i), new TokenCount(i));
        world.Gate.TryDecide(TestMesh.Asked with { Scope = ScopePath.Parse("nobody") }, out _).ShouldBeTrue();
        await world.Pass(() => world.Silo.Receipts.Count == 21);
        world.Silo.IsAway = true;
        for (var i = 0; i < 7; i++)
            world.Gate.Settle(await world.Gate.DecideAsync(TestMesh.Asked), new TokenCount(i), new TokenCount(i));
        var pending = world.Gate.Counters.ReceiptsPending;
        pending.ShouldBe(28);
        await world.KillAsync(_journal);

        // The silo compares what comes again under the same numbers.
        world.Silo.LosesAcks = false;
        await world.RestartAsync(_journal);
        world.Silo.Receipts.Count.ShouldBe(28);
        await world.DisposeAsync();
    }

    [WitnessFact]
    public async Task An_old_copy_of_the_journal_gives_nothing_back_and_does_no_harm_afterwards()
    {
        var world = await StartAsync();
        var killed = world.Gate.Incarnation;
        world.Gate.Settle(await world.Gate.DecideAsync(TestMesh.Asked), new TokenCount(1_000), new TokenCount(0));
        var old = _journal.Read().Where(file => file.Key.EndsWith(".life", StringComparison.Ordinal)).ToDictionary();
        world.Gate.Settle(await world.Gate.DecideAsync(TestMesh.Asked), new TokenCount(1_000), new TokenCount(0));
        await world.Pass(() => world.Gate.Counters.ReceiptsPending == 0);
        await world.KillAsync(_journal);
        TempJournal.PutBack(old);
        var before = Levels.Select(scope => world.Silo.BookOf(scope, killed)).ToList();

        await world.RestartAsync(_journal);
        Levels.Select(scope => world.Silo.BookOf(scope, killed)).ShouldBe(before);
        Levels.ShouldAllBe(scope => world.Silo.Borrowers(scope).Single(borrower => borrower.Incarnation == killed).State == BorrowerState.Closed);
        await world.DisposeAsync();

        // And once more, after everything was told and the witness is gone.
        TempJournal.PutBack(old);
        await world.RestartAsync(_journal);
        Levels.Select(scope => world.Silo.BookOf(scope, killed)).ShouldBe(before);
        await world.DisposeAsync();
        _journal.Read().ShouldBeEmpty();
    }

    [WitnessFact]
    public async Task Without_its_witness_a_journal_only_says_that_the_gateway_has_ended()
    {
        var world = await StartAsync();
        var killed = world.Gate.Incarnation;
        await world.Gate.DecideAsync(TestMesh.Asked);
        await world.KillAsync(_journal);
        foreach (var witness in Directory.GetFiles(_journal.Witnesses!))
            File.Delete(witness);
        var before = world.Silo.BookOf(TestMesh.Root, killed);

        await world.RestartAsync(_journal);
        world.Silo.BookOf(TestMesh.Root, killed).ShouldBe(before);
        world.Silo.Borrowers(TestMesh.Root).Single(borrower => borrower.Incarnation == killed).State.ShouldBe(BorrowerState.Closed);
        await world.DisposeAsync();
    }

    [WitnessFact]
    public async Task The_last_word_is_said_until_every_owner_has_taken_it_and_only_then_the_file_goes()
    {
        var world = await StartAsync();
        var killed = world.Gate.Incarnation;
        await world.Gate.DecideAsync(TestMesh.Asked);
        await world.KillAsync(_journal);
        world.Silo.ScopesUnavailable.Add(TestMesh.Team.Value);
        world.Silo.LosesAcks = true;

        var restarted = await world.ConnectAsync(_journal.On);
        await world.Pass(() => world.Silo.ReceiptsSeen > 3);
        world.Silo.LosesAcks = false;
        await world.Pass(() => world.Silo.FinalsSeen > 5);
        _journal.Lives.ShouldContain(path => path.Contains(killed.Value, StringComparison.Ordinal));
        restarted.Counters.PastLives.ShouldBe(1);
        world.Silo.ScopesUnavailable.Clear();
        await world.Pass(() => restarted.Counters.PastLives == 0);
        _journal.Lives.ShouldHaveSingleItem().ShouldContain(restarted.Incarnation.Value);
        var disposal = restarted.DisposeAsync().AsTask();
        await world.Pass(() => disposal.IsCompleted);
        _journal.Read().ShouldBeEmpty();
    }

    [WitnessFact]
    public async Task A_last_word_that_an_owner_refuses_is_set_aside_for_people()
    {
        var world = await StartAsync();
        await world.Gate.DecideAsync(TestMesh.Asked);
        await world.KillAsync(_journal);
        world.Silo.RefusesFinals = true;
        await world.RestartAsync(_journal);
        _journal.SetAside.ShouldHaveSingleItem();
        await world.DisposeAsync();
        await world.RestartAsync(_journal);
        await world.DisposeAsync();
        _journal.SetAside.ShouldHaveSingleItem();
    }

    [WitnessFact]
    public async Task A_life_that_was_closed_by_mistake_says_its_last_word_once_its_holds_are_resolved()
    {
        await using var world = await StartAsync();
        var closed = await world.Gate.DecideAsync(TestMesh.Asked);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Silo.Retire(closed.Incarnation);
        await world.Pass(() => world.Gate.Incarnation != closed.Incarnation, stepMs: 500);
        _journal.Lives.Length.ShouldBe(2);
        Levels.ShouldAllBe(scope => world.Silo.BookOf(scope, closed.Incarnation).Free > 0);

        world.Gate.Settle(closed, new TokenCount(1_000), new TokenCount(0));
        await world.Pass(() => _journal.Lives.Length == 1);
        foreach (var scope in Levels)
        {
            var book = world.Silo.BookOf(scope, closed.Incarnation);
            (book.Held, book.Spent, book.Free).ShouldBe((0, 5_000_000, 0));
        }

        _journal.Lives.Single().ShouldContain(world.Gate.Incarnation.Value);
    }

    [Fact]
    public async Task A_hold_of_a_closed_life_that_expired_is_corrected_and_the_last_word_is_said_again()
    {
        await using var world = await GateWorld.StartAsync(TestMesh.Of(lifetime: "30s"));
        var closed = await world.Gate.DecideAsync(TestMesh.Asked);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Silo.Retire(closed.Incarnation);
        await world.Pass(() => world.Silo.BookOf(TestMesh.Root, closed.Incarnation) is { Held: 0, Spent: 30_000_000, Free: 0 }, stepMs: 500);
        world.Gate.Settle(closed, new TokenCount(1_000), new TokenCount(0)).Outcome.ShouldBe(SettleOutcome.Corrected);
        await world.Pass(() => world.Silo.BookOf(TestMesh.Root, closed.Incarnation) is { Spent: 5_000_000, Free: 0 });
    }

    [Fact]
    public async Task Good_bye_leaves_no_journal()
    {
        var world = await StartAsync();
        world.Gate.Settle(await world.Gate.DecideAsync(TestMesh.Asked), new TokenCount(1), new TokenCount(1));
        _journal.Lives.ShouldHaveSingleItem();
        await world.DisposeAsync();
        _journal.Read().ShouldBeEmpty();

        // A gate that has ended takes nothing any more, and writes nowhere.
        world.Gate.TryDecide(TestMesh.Asked, out var denied).ShouldBeTrue();
        denied.IsAllowed.ShouldBeFalse();
        _journal.Read().ShouldBeEmpty();
    }

    [WitnessFact]
    public async Task Holds_that_are_open_at_the_end_are_left_to_the_next_process()
    {
        var world = await GateWorld.StartAsync(with: options => _journal.On(options) with { DrainPatience = TimeSpan.FromSeconds(1) });
        var open = await world.Gate.DecideAsync(TestMesh.Asked);
        await world.DisposeAsync();
        _journal.Lives.ShouldHaveSingleItem();
        world.Gate.Settle(open, new TokenCount(1), new TokenCount(1)); // too late, and no harm to what the next one reads

        await world.RestartAsync(_journal);
        world.Silo.BookOf(TestMesh.Root, open.Incarnation).Held.ShouldBe(0);
        world.Silo.BookOf(TestMesh.Root, open.Incarnation).Spent.ShouldBe(30_000_000);
        await world.DisposeAsync();
    }

    [Fact]
    public async Task A_gate_that_cannot_connect_leaves_nothing_behind_and_lets_go()
    {
        var world = await GateWorld.StartAsync();
        world.Silo.IsAway = true;
        await Should.ThrowAsync<SiloException>(() => world.ConnectAsync(_journal.On));
        _journal.Read().ShouldBeEmpty();
        world.Silo.IsAway = false;
        await world.DisposeAsync();
        await world.RestartAsync(_journal);
        await world.DisposeAsync();
    }

    private Task<GateWorld> StartAsync() => GateWorld.StartAsync(with: _journal.On);
}
