using BudgetMesh.Client.Tests.World;
using BudgetMesh.Holds;

namespace BudgetMesh.Client.Tests;

public sealed class FindTests
{
    [Fact]
    public async Task A_hold_is_found_by_its_name_until_it_is_resolved_and_never_another_in_its_place()
    {
        await using var world = await GateWorld.StartAsync(with: options => options with { Name = "edge-1.eu-2" });
        var decision = await world.Gate.DecideAsync(TestMesh.Asked);

        world.Gate.TryFind(decision.HoldName, out var found, out var scope).ShouldBeTrue();
        found.ShouldBe(decision);
        scope.ShouldBe(TestMesh.Asked.Scope);
        world.Gate.Settle(found, new TokenCount(10), new TokenCount(10)).Outcome.ShouldBe(SettleOutcome.Resolved);
        world.Gate.TryFind(decision.HoldName, out _, out _).ShouldBeFalse();

        var next = await world.Gate.DecideAsync(TestMesh.Asked);
        next.Hold.Slot.ShouldBe(decision.Hold.Slot);
        world.Gate.TryFind(decision.HoldName, out _, out _).ShouldBeFalse();
        world.Gate.TryFind(next.HoldName, out _, out _).ShouldBeTrue();
        world.Gate.Void(next);
    }

    [Fact]
    public async Task An_expired_hold_is_found_and_settled_late()
    {
        await using var world = await GateWorld.StartAsync();
        var decision = await world.Gate.DecideAsync(TestMesh.Asked);
        await world.Pass(() => world.Gate.Counters.HoldsExpired == 1, stepMs: 10_000);
        world.Gate.TryFind(decision.HoldName, out var found, out _).ShouldBeTrue();
        world.Gate.Settle(found, new TokenCount(10), new TokenCount(10)).Outcome.ShouldBe(SettleOutcome.Corrected);
    }

    [Fact]
    public async Task What_another_gate_has_made_is_not_here()
    {
        await using var world = await GateWorld.StartAsync();
        world.Gate.TryFind("other-0123456789ab-1.0", out _, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("edge")]
    [InlineData("edge-1")]
    [InlineData("-1.0")]
    [InlineData("edge-x.0")]
    [InlineData("edge-1.x")]
    [InlineData("edge-1.-1")]
    [InlineData("ed ge-1.0")]
    [InlineData("edge-99999999999999999999.0")]
    public async Task What_is_no_name_is_refused_in_words(string name)
    {
        await using var world = await GateWorld.StartAsync();
        Should.Throw<FormatException>(() => world.Gate.TryFind(name, out _, out _)).Message.ShouldContain(name);
    }
}
