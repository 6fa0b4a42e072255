using System.Security.Cryptography;
using BudgetMesh.Client.Tests.World;
using BudgetMesh.Lending;

namespace BudgetMesh.Client.Tests;

/// <summary>The journal's directory, and what may be wrong with it.</summary>
public sealed class JournalFileTests : IDisposable
{
    private readonly TempJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    [Fact]
    public async Task A_second_gate_at_the_same_journal_is_refused_and_told_what_to_do()
    {
        await using var world = await GateWorld.StartAsync(with: _journal.On);
        var refused = await Should.ThrowAsync<JournalException>(() => world.ConnectAsync(_journal.On));
        refused.Message.ShouldContain(_journal.Path);
        refused.Message.ShouldContain($"process {Environment.ProcessId}");
        refused.Message.ShouldContain("a directory of its own");
        _journal.Lives.ShouldHaveSingleItem();
        (await world.Gate.DecideAsync(TestMesh.Asked)).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_journal_that_is_a_file_or_cannot_be_made_is_refused()
    {
        await using var world = await GateWorld.StartAsync();
        var file = Path.Combine(_journal.Path, "file");
        await File.WriteAllTextAsync(file, "");
        (await RefusedAsync(world, options => options with { Journal = file })).ShouldContain("name a directory");
        (await RefusedAsync(world, options => options with { Journal = Path.Combine(file, "below") })).ShouldContain("this user may write there");
    }

    [Fact]
    public async Task A_witness_that_would_outlive_a_reboot_is_refused()
    {
        await using var world = await GateWorld.StartAsync();
        (await RefusedAsync(world, options => options with { Journal = _journal.Path, JournalWitness = "/nowhere" })).ShouldContain("/nowhere");
        // Let go of, so that another may have it.
        await using var gate = await world.ConnectAsync(_journal.On);
    }

    [WitnessFact]
    public async Task What_is_no_journal_is_set_aside_and_kept_and_the_gate_goes_on()
    {
        var garbage = RandomNumberGenerator.GetBytes(100_001);
        await File.WriteAllBytesAsync(Path.Combine(_journal.Path, "gate-1.life"), garbage);
        await File.WriteAllBytesAsync(Path.Combine(_journal.Path, "gate-2.life"), []);
        await File.WriteAllBytesAsync(Path.Combine(_journal.Path, "gate-3.life"), new byte[80_000]);
        await File.WriteAllBytesAsync(Path.Combine(_journal.Path, "gate-4.life.unborn"), new byte[80_000]);
        var world = await GateWorld.StartAsync(with: _journal.On);
        (await world.Gate.DecideAsync(TestMesh.Asked)).IsAllowed.ShouldBeTrue();
        _journal.SetAside.Select(Path.GetFileName).Order().ShouldBe(["gate-1.life.unread", "gate-2.life.unread", "gate-3.life.unread"]);
        (await File.ReadAllBytesAsync(Path.Combine(_journal.Path, "gate-1.life.unread"))).ShouldBe(garbage);
        Directory.GetFiles(_journal.Path, "*.unborn").ShouldBeEmpty();
        await world.KillAsync(_journal);

        await world.RestartAsync(_journal);
        await world.DisposeAsync();
        _journal.SetAside.Length.ShouldBe(3);
    }

    [WitnessFact]
    public async Task A_journal_that_was_cut_short_or_renamed_gives_nothing_back()
    {
        var world = await GateWorld.StartAsync(with: _journal.On);
        var killed = world.Gate.Incarnation;
        await world.Gate.DecideAsync(TestMesh.Asked);
        await world.KillAsync(_journal);
        var life = _journal.Lives.Single();
        var whole = await File.ReadAllBytesAsync(life);
        await File.WriteAllBytesAsync(life, whole[..(whole.Length / 2)]);
        await File.WriteAllBytesAsync(life.Replace(killed.Value, "another", StringComparison.Ordinal), whole);
        var before = world.Silo.BookOf(TestMesh.Root, killed);

        await world.RestartAsync(_journal);
        _journal.SetAside.Length.ShouldBe(2);
        world.Silo.BookOf(TestMesh.Root, killed).ShouldBe(before);
        world.Silo.Borrowers(TestMesh.Root).Single(borrower => borrower.Incarnation == killed).State.ShouldBe(BorrowerState.Active);
        await world.DisposeAsync();
    }

    [WitnessFact]
    public async Task Witnesses_of_journals_that_somebody_deleted_are_swept_up()
    {
        var world = await GateWorld.StartAsync(with: _journal.On);
        await world.KillAsync(_journal);
        File.Delete(_journal.Lives.Single());
        Directory.GetFiles(_journal.Witnesses!).Length.ShouldBe(1);
        await world.RestartAsync(_journal);
        Directory.GetFiles(_journal.Witnesses!).ShouldHaveSingleItem().ShouldContain(world.Gate.Incarnation.Value);
        await world.DisposeAsync();
    }

    [SmallDiskFact]
    public async Task A_disk_that_is_full_is_said_at_the_start_and_stops_no_life_that_is_to_follow()
    {
        using var disk = new SmallDisk();
        var journal = Path.Combine(disk.Path, "journal");
        GateOptions OnDisk(GateOptions options) => options with { Journal = journal, Limits = new GateLimits { HoldsMax = 100, ReceiptsMax = 100, JournalSlicesMax = 16 } };

        await using var world = await GateWorld.StartAsync(with: OnDisk);
        (await world.Gate.LeaseAsync(TestMesh.Asked)).Void();
        disk.Fill();
        (await RefusedAsync(world, options => OnDisk(options) with { Journal = Path.Combine(disk.Path, "other") })).ShouldContain("has space");
        world.Silo.Retire(world.Gate.Incarnation);
        var closed = world.Gate.Incarnation;
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await world.Pass(() => world.Gate.Incarnation != closed, stepMs: 500);
        (await world.Pass(world.Gate.DecideAsync(TestMesh.Asked).AsTask())).IsAllowed.ShouldBeTrue();
        await world.Pass(() => Directory.GetFiles(journal, "*.life").Length == 0);
    }

    private static async Task<string> RefusedAsync(GateWorld world, Func<GateOptions, GateOptions> with) =>
        (await Should.ThrowAsync<JournalException>(() => world.ConnectAsync(with))).Message;
}
