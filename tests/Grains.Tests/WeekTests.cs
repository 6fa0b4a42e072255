using BudgetMesh.Routing;

namespace BudgetMesh.Grains.Tests;

/// <summary>What an owner has learned of a budget's week outlives it.</summary>
public sealed class WeekTests
{
    private const int Weeks = 3;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_owner_goes_on_with_the_week_that_the_last_one_learned(bool isRestart)
    {
        await using var engine = await StartAsync();
        var gate = await LiveAsync(engine, Weeks);
        var course = await CourseAsync(engine, gate);
        Math.Abs(course - Straight()).ShouldBeGreaterThan(5_000, "the gate spends at one hour of the day only");

        if (isRestart)
            await engine.RestartAsync();
        else
            await engine.Owners.PassivateAsync(TimeSpan.Zero);

        (await CourseAsync(engine, gate)).ShouldBeInRange(course - 1_000, course + 1_000, "the last one looked some minutes ago");
    }

    [Fact]
    public async Task A_busy_owner_writes_a_week_now_and_then_and_not_with_every_message()
    {
        await using var engine = await StartAsync();
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 1_000);
        for (var second = 0; second < 130; second++)
        {
            gate.Spend(1);
            await engine.Team.SyncAsync(gate.Report(0), CancellationToken.None);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        await engine.Owners.PassivateAsync(TimeSpan.Zero);

        engine.Weeks.Writes.ShouldBeInRange(1, 4);
        (await engine.Weeks.ReadAsync(Meshes.Team, CancellationToken.None)).ShouldHaveSingleItem().Hours.Sum(hour => hour.Amount).ShouldBe(130);
    }

    [Fact]
    public async Task Where_weeks_cannot_be_read_the_owner_lends_all_the_same_and_adds_up_what_it_learns_meanwhile()
    {
        await using var engine = await StartAsync();
        var gate = await LiveAsync(engine, Weeks);
        await engine.Owners.PassivateAsync(TimeSpan.Zero);
        var known = (await engine.Weeks.ReadAsync(Meshes.Team, CancellationToken.None)).Single().Hours.Sum(hour => hour.Amount);

        engine.Weeks.IsAway = true;
        gate.Spend(7);
        (await gate.AskAsync(engine.Team, 1)).Status.ShouldBe("accepted");
        await engine.Owners.PassivateAsync(TimeSpan.Zero);
        engine.Weeks.IsAway = false;
        (await engine.Weeks.ReadAsync(Meshes.Team, CancellationToken.None)).Single().Hours.Sum(hour => hour.Amount)
            .ShouldBe(known, "who could not read what is stored does not replace it");

        gate.Spend(5);
        await engine.Team.SyncAsync(gate.Report(0), CancellationToken.None);
        await engine.Owners.PassivateAsync(TimeSpan.Zero);
        var week = (await engine.Weeks.ReadAsync(Meshes.Team, CancellationToken.None)).Single();
        week.Hours.Count.ShouldBe(7);
        week.Hours.Sum(hour => hour.Amount).ShouldBeInRange(known / 2, known, "one hour's past is half of what it was, and five are added");
    }

    [Fact]
    public async Task Of_budgets_that_are_not_paced_no_week_is_read_or_written()
    {
        await using var engine = await StartAsync(pacing: "off");
        await LiveAsync(engine, weeks: 1);
        await engine.Owners.PassivateAsync(TimeSpan.Zero);

        (engine.Weeks.Reads, engine.Weeks.Writes).ShouldBe((0, 0));
    }

    private Task<EngineFixture> StartAsync(string pacing = "on") =>
        EngineFixture.StartAsync(Meshes.WithCap(1_000_000, pacing: pacing), _clock, idleAfter: TimeSpan.FromDays(100));

    /// <summary>Some weeks in which a hundred are spent in one hour of each day.</summary>
    private async Task<TestGate> LiveAsync(EngineFixture engine, int weeks)
    {
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 10_000);
        for (var day = 0; day < weeks * 7; day++)
        {
            gate.Spend(100);
            await engine.Team.SyncAsync(gate.Report(0), CancellationToken.None);
            _clock.Advance(24 * Hour);
        }

        return gate;
    }

    private static async Task<int> CourseAsync(EngineFixture engine, TestGate gate) =>
        (await gate.AskAsync(engine.Team, 1)).Slices.ShouldHaveSingleItem().Course;

    private int Straight()
    {
        var now = _clock.GetUtcNow();
        var start = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return (int)((now - start) / (start.AddMonths(1) - start) * Pace.Whole);
    }
}
