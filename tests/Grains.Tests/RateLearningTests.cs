using BudgetMesh.Rates;
using BudgetMesh.Storage;

namespace BudgetMesh.Grains.Tests;

/// <summary>What an owner of limits takes over from the one before, which left no books.</summary>
public sealed class RateLearningTests
{
    private const long Total = 600 * RateRules.MinutesPerHour, Safe = Total * RateRules.SafeShare / 1000;

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task After_a_restart_holders_keep_what_they_report_and_others_get_the_safe_share_until_all_is_known()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        var (old, fresh) = (Gate("old"), Gate("fresh"));
        await old.SettleAsync(engine.Rates.OwnerOf, Total);
        var had = old.Amount;
        had.ShouldBeGreaterThan(Total * 9 / 10);

        await engine.RestartAsync();
        for (var spent = TimeSpan.Zero; spent < RateRules.Learning; spent += TimeSpan.FromMilliseconds(500))
        {
            await fresh.AskAsync(engine.Rates.OwnerOf, Total, waiting: 1);
            await old.AskAsync(engine.Rates.OwnerOf, Total);
            (old.Amount, fresh.Amount).ShouldBe((had, 0));
            fresh.Credited.ShouldBeLessThanOrEqualTo((long)(Safe / 3600 * spent.TotalSeconds) + 1);
            _clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        (await engine.Rates.OwnerOf(LimitMeshes.Team).ReadAsync(CancellationToken.None)).IsLearning.ShouldBeFalse();
        for (var i = 0; i < 6; i++)
        {
            await fresh.SettleAsync(engine.Rates.OwnerOf, Total);
            await old.SettleAsync(engine.Rates.OwnerOf, Total);
        }

        fresh.Amount.ShouldBeInRange(Total * 45 / 100, Total / 2);
        (old.Amount + fresh.Amount).ShouldBeInRange(Total * 98 / 100, Total);
    }

    [Fact]
    public async Task An_owner_whose_predecessor_may_have_lent_the_safe_share_lends_nothing_to_newcomers()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(60_000, 10_000), _clock);
        await Gate("old").SettleAsync(engine.Rates.OwnerOf, Total);
        await engine.RestartAsync();
        await Gate("middle").AskAsync(engine.Rates.OwnerOf, Total, waiting: 1);
        await engine.RestartAsync();

        var fresh = Gate("fresh");
        for (var i = 0; i < 6; i++)
        {
            await fresh.AskAsync(engine.Rates.OwnerOf, Total, waiting: 1);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        (fresh.Amount, fresh.Credited).ShouldBe((0, 0));
    }

    [Fact]
    public async Task An_owner_that_was_only_looked_at_knows_no_less_that_there_is_something_to_learn()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        var (old, fresh) = (Gate("old"), Gate("fresh"));
        await old.SettleAsync(engine.Rates.OwnerOf, Total);

        await engine.RestartAsync();
        (await engine.Rates.OwnerOf(LimitMeshes.Team).ReadAsync(CancellationToken.None)).IsLearning.ShouldBeTrue();
        await engine.RestartAsync();
        await fresh.SettleAsync(engine.Rates.OwnerOf, Total);

        (old.Amount + fresh.Amount).ShouldBeLessThanOrEqualTo(Total);
    }

    [Fact]
    public async Task After_a_clean_end_with_nothing_lent_there_is_nothing_to_learn()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        var (old, fresh) = (Gate("old"), Gate("fresh"));
        await old.SettleAsync(engine.Rates.OwnerOf, Total);
        await old.LeaveAsync(engine.Rates.OwnerOf);
        _clock.Advance(RateRules.Learning + RateRules.Lease);

        await engine.RestartAsync();
        await fresh.SettleAsync(engine.Rates.OwnerOf, Total);

        fresh.Amount.ShouldBeGreaterThan(Total * 9 / 10);
    }

    [Fact]
    public async Task A_burst_is_not_there_again_because_the_server_was_restarted()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(perMinute: 600, burst: 10), _clock);
        var admitted = 0L;
        for (var life = 0; life < 3; life++)
        {
            var gate = Gate($"gate-{life}");
            await gate.AskAsync(engine.Rates.OwnerOf, Total, waiting: 9, bound: 9);
            admitted += gate.Credited;
            await gate.LeaveAsync(engine.Rates.OwnerOf);
            await engine.RestartAsync();
        }

        admitted.ShouldBe(9);
    }

    /// <summary>A team that asks for something every few minutes: its gate has long been quiet when the owner goes.</summary>
    [Fact]
    public async Task An_owner_that_ended_because_nobody_asked_any_more_leaves_nothing_to_learn()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(perMinute: 60, burst: 5), _clock, idleAfter: TimeSpan.FromHours(1));
        var gate = Gate("gate-1");
        await gate.AskAsync(engine.Rates.OwnerOf, 60, waiting: 1);
        await gate.AskAsync(engine.Rates.OwnerOf, 0);
        gate.Credited.ShouldBe(1);

        await PassivateAsync(engine);
        await gate.AskAsync(engine.Rates.OwnerOf, 60, waiting: 1);

        (gate.Epoch, gate.Credited).ShouldBe((2, 2));
    }

    [Fact]
    public async Task Requests_that_a_silent_gateway_may_still_have_under_way_are_not_forgotten_with_the_owner()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(concurrent: 10), _clock, idleAfter: TimeSpan.FromHours(1));
        var silent = new TestRateGate("silent", LimitMeshes.Team, _clock, limit: LimitMeshes.Concurrent);
        await silent.AskAsync(engine.Rates.OwnerOf, 10);
        silent.InUse = 10;
        await silent.AskAsync(engine.Rates.OwnerOf, 10);
        silent.Amount.ShouldBe(10);

        await PassivateAsync(engine);
        await engine.Rates.OwnerOf(LimitMeshes.Team).ReadAsync(CancellationToken.None);

        (await engine.Tenures.TakeAsync(LimitMeshes.Team, CancellationToken.None)).Before.ShouldNotBe(RateTenureState.Idle);
    }

    private async Task PassivateAsync(EngineFixture engine)
    {
        _clock.Advance(TimeSpan.FromMinutes(2));
        await engine.Rates.PassivateAsync(TimeSpan.FromMinutes(1));
    }

    private TestRateGate Gate(string name) => new(name, LimitMeshes.Team, _clock);
}
