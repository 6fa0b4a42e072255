using BudgetMesh.Rates;
using BudgetMesh.Routing;
using BudgetMesh.Storage;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains.Tests;

/// <summary>Owners of limits at work: plans, reservations, notices, ends and a store that is away.</summary>
public sealed class RateOwnerTests
{
    private const long Total = 600 * RateRules.MinutesPerHour;

    private static readonly ScopePath Ads = ScopePath.Parse("acme/ads");

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_new_plan_lowers_what_is_lent_and_a_removed_limit_is_told_no_more()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        var gate = Gate("gate-1");
        await gate.SettleAsync(engine.Rates.OwnerOf, Total);

        await engine.Catalog.ApplyMeshAsync(LimitMeshes.Of(perMinute: 60, burst: 50), 1, "test");
        await gate.SettleAsync(engine.Rates.OwnerOf, Total);
        gate.Amount.ShouldBeInRange(60 * RateRules.MinutesPerHour * 9 / 10, 60 * RateRules.MinutesPerHour);

        await engine.Catalog.ApplyMeshAsync(Meshes.WithCap(5), 2, "test");
        await gate.AskAsync(engine.Rates.OwnerOf, Total);
        gate.Amount.ShouldBe(0);
        (await ReadAsync(engine)).Limits.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_limit_that_is_removed_and_put_back_is_not_lent_to_others_while_the_slices_of_before_are_in_use()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        var (before, after) = (Gate("gate-1"), Gate("gate-2"));
        await before.SettleAsync(engine.Rates.OwnerOf, Total);

        await engine.Catalog.ApplyMeshAsync(Meshes.WithCap(5), 1, "test");
        (await ReadAsync(engine)).Limits.ShouldBeEmpty();
        await engine.Catalog.ApplyMeshAsync(LimitMeshes.Of(), 2, "test");
        await after.SettleAsync(engine.Rates.OwnerOf, Total);

        before.Amount.ShouldBeGreaterThan(Total * 8 / 10);
        (before.Amount + after.Amount).ShouldBeLessThanOrEqualTo(Total);
        _clock.Advance(RateRules.Lease);
        await after.SettleAsync(engine.Rates.OwnerOf, Total);
        after.Amount.ShouldBeGreaterThan(Total * 9 / 10);
    }

    [Fact]
    public async Task A_limit_that_comes_back_when_nobody_has_anything_of_it_any_more_begins_anew()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        var (before, after) = (Gate("gate-1"), Gate("gate-2"));
        await before.SettleAsync(engine.Rates.OwnerOf, Total);

        await engine.Catalog.ApplyMeshAsync(Meshes.WithCap(5), 1, "test");
        (await ReadAsync(engine)).Limits.ShouldBeEmpty();
        _clock.Advance(2 * (RateRules.Lease + RateRules.LeaseMargin));
        await engine.Catalog.ApplyMeshAsync(LimitMeshes.Of(), 2, "test");
        await after.AskAsync(engine.Rates.OwnerOf, Total);

        after.Amount.ShouldBeGreaterThan(Total * 9 / 10);
    }

    [Fact]
    public async Task A_raised_limit_is_lent_from_without_a_wait()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(perMinute: 60, burst: 50), _clock);
        var gate = Gate("gate-1");
        await gate.SettleAsync(engine.Rates.OwnerOf, Total);

        await engine.Catalog.ApplyMeshAsync(LimitMeshes.Of(), 1, "test");
        await gate.AskAsync(engine.Rates.OwnerOf, Total);

        gate.Amount.ShouldBeGreaterThan(Total * 9 / 10);
    }

    [Fact]
    public async Task A_reservation_changes_the_shares_when_its_time_comes_and_when_it_is_over()
    {
        var from = _clock.GetUtcNow() + TimeSpan.FromSeconds(30);
        var mesh = LimitMeshes.Of(reservations: new ReservationConfig
        {
            Name = "launch",
            Scope = Ads.Value,
            Deployment = LimitMeshes.Model,
            Amounts = ["480 requests per minute"],
            From = $"{from:yyyy-MM-ddTHH:mm:sszzz}",
            Until = $"{from.AddSeconds(30):yyyy-MM-ddTHH:mm:sszzz}",
        });
        await using var engine = await EngineFixture.StartAsync(mesh, _clock);
        var (team, ads) = (OfDeployment("gate-1", Meshes.Team), OfDeployment("gate-2", Ads));

        (await SharesAsync()).ShouldBe((50, 50));
        _clock.Advance(TimeSpan.FromSeconds(29));
        (await SharesAsync()).ShouldBe((10, 90));
        _clock.Advance(TimeSpan.FromSeconds(30));
        (await SharesAsync()).ShouldBe((50, 50));

        async Task<(long Team, long Ads)> SharesAsync()
        {
            for (var round = 0; round < 6; round++)
            {
                await team.SettleAsync(engine.Rates.OwnerOf, Total);
                await ads.SettleAsync(engine.Rates.OwnerOf, Total);
            }

            return ((team.Amount * 100 + Total / 2) / Total, (ads.Amount * 100 + Total / 2) / Total);
        }
    }

    [Fact]
    public async Task Gates_are_told_to_ask_again_when_others_should_get_what_some_have()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        await Gate("gate-1").SettleAsync(engine.Rates.OwnerOf, Total);
        await OfDeployment("gate-1", Meshes.Team).SettleAsync(engine.Rates.OwnerOf, Total);
        using var subscription = engine.Notices.Subscribe();

        await Gate("gate-2").AskAsync(engine.Rates.OwnerOf, Total);
        await OfDeployment("gate-2", Ads).AskAsync(engine.Rates.OwnerOf, Total);

        subscription.Notices.TryRead(out var ofScope).ShouldBeTrue();
        subscription.Notices.TryRead(out var ofDeployment).ShouldBeTrue();
        ofScope.ShouldBe(new Notice(NoticeKinds.RatesRecall, Meshes.Team.Value));
        ofDeployment.ShouldBe(new Notice(NoticeKinds.RatesRecall, null) { Deployment = LimitMeshes.Model });
    }

    [Fact]
    public async Task Whoever_goes_quietly_after_others_took_what_it_had_leaves_all_of_it_to_them()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        var (left, stays) = (Gate("left"), Gate("stays"));
        await left.SettleAsync(engine.Rates.OwnerOf, Total);
        for (var passed = TimeSpan.Zero; passed <= RateRules.Lease + RateRules.LeaseMargin; passed += RateRules.Refresh)
        {
            (left.Amount + stays.Amount).ShouldBeLessThanOrEqualTo(Total);
            await stays.AskAsync(engine.Rates.OwnerOf, Total);
            _clock.Advance(RateRules.Refresh);
        }

        await stays.SettleAsync(engine.Rates.OwnerOf, Total);
        stays.Amount.ShouldBeGreaterThan(Total * 9 / 10);
    }

    [Fact]
    public async Task An_idle_owner_is_ended_by_the_clock_and_a_busy_one_is_not()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock, idleAfter: TimeSpan.FromHours(1));
        var gate = Gate("gate-1");
        await gate.AskAsync(engine.Rates.OwnerOf, Total);

        _clock.Advance(TimeSpan.FromSeconds(30));
        await engine.Rates.PassivateAsync(TimeSpan.FromSeconds(60));
        await gate.AskAsync(engine.Rates.OwnerOf, Total);
        gate.Epoch.ShouldBe(1);

        _clock.Advance(TimeSpan.FromSeconds(61));
        await engine.Rates.PassivateAsync(TimeSpan.FromSeconds(60));
        await gate.AskAsync(engine.Rates.OwnerOf, Total);
        gate.Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_is_lost_while_owners_come_and_go_and_no_more_than_the_limit_is_lent()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        var gates = Enumerable.Range(1, 8).Select(number => Gate($"gate-{number}")).ToList();
        var asking = Task.WhenAll(gates.Select(async gate =>
        {
            for (var i = 0; i < 50; i++)
                (await gate.AskAsync(engine.Rates.OwnerOf, Total)).ShouldBeTrue();
        }));

        while (!asking.IsCompleted)
        {
            await engine.Rates.PassivateAsync(TimeSpan.Zero);
            await Task.Yield();
        }

        await asking;
        gates.Sum(gate => gate.Amount).ShouldBeLessThanOrEqualTo(Total);
    }

    [Fact]
    public async Task After_the_end_every_call_is_told_that_the_server_stops()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        await engine.Rates.DisposeAsync();

        (await Should.ThrowAsync<StoreUnavailableException>(() => Gate("gate-1").AskAsync(engine.Rates.OwnerOf, Total))).Message.ShouldContain("stopping");
    }

    /// <summary>Its end says that nothing is lent, so nothing is from then on.</summary>
    [Fact]
    public async Task A_call_that_comes_while_the_owner_ends_is_lent_nothing()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        var owner = new RateOwner(LimitMeshes.Team, engine.Services(), engine.Tenures);
        await Gate("gate-1").AskAsync(_ => owner, Total);
        await Gate("gate-1").LeaveAsync(_ => owner);
        _clock.Advance(TimeSpan.FromMinutes(20));
        var held = new TaskCompletionSource();
        engine.Tenures.Held = held.Task;

        var ending = owner.DisposeAsync();
        await engine.Tenures.NoteBegun.Task;
        await Should.ThrowAsync<StoreUnavailableException>(() => Gate("gate-2").AskAsync(_ => owner, Total));
        held.SetResult();
        await ending;
    }

    [Fact]
    public async Task Without_the_store_there_is_no_owner_and_with_it_there_is_again()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        engine.Tenures.IsAway = true;
        await Should.ThrowAsync<StoreUnavailableException>(() => Gate("gate-1").AskAsync(engine.Rates.OwnerOf, Total));
        engine.Tenures.IsAway = false;

        (await Gate("gate-1").AskAsync(engine.Rates.OwnerOf, Total)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_one_that_is_away()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock, patience: TimeSpan.FromSeconds(2));
        var held = new TaskCompletionSource();
        engine.Tenures.Held = held.Task;
        var call = Gate("gate-1").AskAsync(engine.Rates.OwnerOf, Total);
        while (!call.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        await Should.ThrowAsync<StoreUnavailableException>(call);
        held.SetResult();
        (await Gate("gate-1").AskAsync(engine.Rates.OwnerOf, Total)).ShouldBeTrue();
    }

    private TestRateGate Gate(string name) => new(name, LimitMeshes.Team, _clock);

    private TestRateGate OfDeployment(string name, ScopePath scope) => new(name, LimitMeshes.Deployment, _clock, scope);

    private static ValueTask<RateOwnerState> ReadAsync(EngineFixture engine) => engine.Rates.OwnerOf(LimitMeshes.Team).ReadAsync(CancellationToken.None);
}
