using BudgetMesh.Client.Tests.World;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Client.Tests;

/// <summary>A gate that knows three silos over the same books.</summary>
public sealed class SeveralSilosTests : IAsyncLifetime
{
    private static readonly TimeSpan SyncTimeout = TimeSpan.FromSeconds(2);

    private GateWorld _world = null!;
    private SiloDoor[] _doors = [];
    private Gate? _gate;

    public async Task InitializeAsync()
    {
        _world = await GateWorld.StartAsync();
        _doors = [new(_world.Silo), new(_world.Silo), new(_world.Silo)];
    }

    public async Task DisposeAsync()
    {
        if (_gate is not null)
            await _world.EndAsync(_gate);
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task The_first_that_is_well_is_asked_and_no_other()
    {
        var gate = await ConnectAsync();
        await ServeAsync(gate);
        _doors.Select(door => door.Calls > 0).ShouldBe([true, false, false]);
    }

    [Fact]
    public async Task A_dead_silo_is_passed_over_within_the_call()
    {
        var gate = await ConnectAsync();
        _doors[0].Kill();
        _doors[1].Kill();
        await ServeAsync(gate);
        gate.Counters.SyncsFailed.ShouldBe(0);
        gate.State.ShouldBe(GateState.Connected);
        _doors[2].Calls.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_paused_silo_is_left_within_the_timeout_of_a_sync_and_holds_up_no_decision_whose_slices_are_here()
    {
        var gate = await ConnectAsync();
        await ServeAsync(gate);
        await _world.Pass(() => gate.Counters.ReceiptsPending == 0);
        var syncs = _doors[0].Syncs;
        _doors[0].Pause();
        await _world.Pass(() => _doors[0].Syncs > syncs, stepMs: 100);

        var began = _world.Clock.Now;
        while (_doors[1].Calls == 0)
        {
            gate.TryDecide(TestMesh.Asked, out var decision).ShouldBeTrue();
            decision.IsAllowed.ShouldBeTrue();
            gate.Void(decision);
            var next = _world.Clock.Now + TimeSpan.FromMilliseconds(20);
            await _world.Pass(() => _world.Clock.Now >= next);
            (next - began).ShouldBeLessThan(SyncTimeout + TimeSpan.FromMilliseconds(500));
        }
    }

    [Fact]
    public async Task What_else_is_under_way_at_a_silo_that_is_left_goes_on_at_the_next_one()
    {
        var gate = await ConnectAsync();
        await ServeAsync(gate);
        _doors[0].Pause();
        // A receipt has ten seconds; the sync that is sent with it has two.
        var decision = await _world.Pass(gate.DecideAsync(TestMesh.Asked).AsTask());
        gate.Settle(decision, new TokenCount(1_000), new TokenCount(160)).IsDone.ShouldBeTrue();
        await _world.Pass(() => _doors[0].Silent > 0);
        var asking = gate.DecideAsync(TestMesh.Asked with { OutputBound = new TokenCount(100_000) }).AsTask();
        (await _world.Pass(() => gate.Counters.ReceiptsPending == 0)).ShouldBeLessThan(2 * SyncTimeout);
        await _world.Pass(asking);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Notices_are_heard_from_the_silo_that_the_gate_has_gone_to(bool isPaused)
    {
        var gate = await ConnectAsync();
        await ServeAsync(gate);
        Fell(_doors[0], isPaused);
        await _world.Pass(() => _doors[1].Calls > 0, stepMs: 500);
        _doors[1].Push(new Notice(NoticeKinds.Recall, TestMesh.Team.Value));
        await GateWorld.Until(() => _world.Silo.LastMessage!.Scopes is [{ } only] && only.Scope == TestMesh.Team.Value);
    }

    [Fact]
    public async Task The_gate_goes_back_to_an_earlier_silo_after_a_while_and_only_once_that_answers()
    {
        var gate = await ConnectAsync();
        _doors[0].Kill();
        await ServeAsync(gate);
        var tried = _doors[0].Calls;
        await _world.Pass(() => _doors[0].Calls > tried, stepMs: 1_000);
        gate.Counters.SyncsFailed.ShouldBe(0);

        _doors[0].Start();
        var since = _doors[0].Calls;
        (await _world.Pass(() => _doors[0].Calls > since, stepMs: 1_000)).ShouldBeGreaterThan(TimeSpan.FromSeconds(30));
        await _world.Pass(() => _doors[0].Calls > since + 1, stepMs: 1_000);
        var left = _doors[1].Calls;
        await ServeAsync(gate);
        await _world.Pass(() => _doors[0].Calls > since + 5, stepMs: 1_000);
        _doors[1].Calls.ShouldBe(left);
    }

    [Fact]
    public async Task Looking_back_at_a_paused_silo_holds_nothing_up()
    {
        var gate = await ConnectAsync();
        _doors[0].Pause();
        await _world.Pass(() => gate.Counters.SyncsFailed == 1, stepMs: 500);
        await _world.Pass(() => _doors[0].Silent > 0, stepMs: 500);
        var answered = gate.Counters.Syncs;
        await ServeAsync(gate);
        await _world.Pass(() => gate.Counters.Syncs > answered + 3, stepMs: 500);
        gate.Counters.SyncsFailed.ShouldBe(1);
    }

    [Fact]
    public async Task While_all_are_dead_the_gate_serves_from_its_slices_and_the_first_that_is_back_is_found()
    {
        var gate = await ConnectAsync();
        await ServeAsync(gate);
        foreach (var door in _doors)
            door.Kill();
        await _world.Pass(() => gate.State == GateState.Away, stepMs: 500);
        gate.TryDecide(TestMesh.Asked, out var decision).ShouldBeTrue();
        decision.IsAllowed.ShouldBeTrue();
        gate.Void(decision);
        _doors[2].Start();
        await _world.Pass(() => gate.State == GateState.Connected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_gate_connects_to_the_first_that_answers(bool isPaused)
    {
        Fell(_doors[0], isPaused);
        Fell(_doors[1], isPaused);
        await ServeAsync(await ConnectAsync());
        _doors[2].Calls.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Where_none_answers_there_is_no_gate_and_a_key_is_refused_only_where_none_takes_it()
    {
        _doors[0].RefusesKey = true;
        _doors[1].Kill();
        _doors[2].RefusesKey = true;
        (await Should.ThrowAsync<SiloException>(ConnectAsync())).ShouldNotBeOfType<SiloRefusedException>();
        _doors[1].Start();
        _doors[1].RefusesKey = true;
        await Should.ThrowAsync<SiloRefusedException>(ConnectAsync());
        _doors[1].RefusesKey = false;
        await ServeAsync(await ConnectAsync());
    }

    [Fact]
    public async Task Of_limits_a_late_answer_leaves_no_silo_and_silence_does()
    {
        _world.Silo.Apply(LimitMesh.Of(new LimitConfig { Rate = "20 requests per second", Burst = "40", WhenSiloAway = "deny" }));
        var asker = new Asker(_world, await ConnectAsync());
        await asker.AskForAsync(TimeSpan.FromSeconds(3));
        _world.Silo.RateAnswersToSwallow = 1;
        await asker.AskForAsync(TimeSpan.FromSeconds(3));
        _world.Silo.RateAnswersToSwallow.ShouldBe(0);
        _doors[1].Calls.ShouldBe(0);

        _doors[0].Pause();
        await asker.AskForAsync(TimeSpan.FromSeconds(4));
        _doors[1].Calls.ShouldBeGreaterThan(0);
        (await asker.AskForAsync(TimeSpan.FromSeconds(5))).ShouldBeGreaterThan(90);
    }

    private static void Fell(SiloDoor door, bool isPaused)
    {
        if (isPaused)
            door.Pause();
        else
            door.Kill();
    }

    private async Task<Gate> ConnectAsync() =>
        _gate = await _world.Pass(_world.ConnectAsync(static options => options with { SyncTimeout = SyncTimeout, Patience = TimeSpan.FromMinutes(1) }, _doors));

    /// <summary>Needs rights of every level.</summary>
    private async Task ServeAsync(Gate gate)
    {
        var decision = await _world.Pass(gate.DecideAsync(TestMesh.Asked).AsTask());
        decision.IsAllowed.ShouldBeTrue();
        gate.Void(decision);
    }
}
