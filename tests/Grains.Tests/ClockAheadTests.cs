namespace BudgetMesh.Grains.Tests;

/// <summary>An owner on a machine whose clock runs ahead of the store's.</summary>
public sealed class ClockAheadTests
{
    [Fact]
    public async Task An_owner_whose_clock_is_hours_ahead_opens_no_window_and_goes_on_lending_in_that_of_the_store()
    {
        var clock = new ManualClock();
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10, period: "hour"), clock);
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 3);
        var window = gate.Window;

        await using var early = engine.StartRival(new ClockAhead(clock, TimeSpan.FromHours(5)));
        // The first report makes it find out; the next is served as ever.
        await gate.AskAsync(early.OwnerOf(Meshes.Team), 5);
        await gate.AskAsync(early.OwnerOf(Meshes.Team), 5);

        (gate.Window, gate.Granted).ShouldBe((window, 5));
        var books = await engine.Books.ReadAsync(Meshes.Team, CancellationToken.None);
        books.Accounts.ShouldHaveSingleItem().Counters.Granted.ShouldBe(5);
    }

    /// <summary>The same time, with a wall clock that is ahead.</summary>
    private sealed class ClockAhead(ManualClock clock, TimeSpan by) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + by;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
    }
}
