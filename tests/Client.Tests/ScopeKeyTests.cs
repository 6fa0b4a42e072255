using BudgetMesh.Client.Tests.World;
using BudgetMesh.Wire;

namespace BudgetMesh.Client.Tests;

public sealed class ScopeKeyTests
{
    private static readonly string Secret = KeySecret.Create(KeySecret.ScopePrefix);

    [Fact]
    public async Task A_key_is_asked_for_once_and_believed_for_a_while()
    {
        await using var world = await WorldAsync();
        (await world.Gate.FindKeyAsync(Secret)).ShouldBe(new ScopeKey("key_1", "search", ScopePath.Parse("acme/search"), 403));
        (await world.Gate.FindKeyAsync(Secret)).ShouldNotBeNull();
        world.Silo.KeysAsked.ShouldBe(1);

        world.Silo.Keys.Clear();
        world.Clock.Advance(TimeSpan.FromSeconds(4.9));
        (await world.Gate.FindKeyAsync(Secret)).ShouldNotBeNull();
        world.Clock.Advance(TimeSpan.FromSeconds(0.2));
        (await world.Gate.FindKeyAsync(Secret)).ShouldBeNull();
        world.Silo.KeysAsked.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sk-something-else")]
    [InlineData("bm_scope_short")]
    public async Task What_can_be_no_key_is_not_asked_for(string secret)
    {
        await using var world = await WorldAsync();
        (await world.Gate.FindKeyAsync(secret)).ShouldBeNull();
        world.Silo.KeysAsked.ShouldBe(0);
    }

    [Fact]
    public async Task While_no_silo_answers_a_key_that_was_good_stays_good_for_five_minutes_and_is_asked_for_once_a_second()
    {
        await using var world = await WorldAsync();
        (await world.Gate.FindKeyAsync(Secret)).ShouldNotBeNull();
        world.Silo.IsAway = true;
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        for (var i = 0; i < 10; i++)
            (await world.Gate.FindKeyAsync(Secret)).ShouldNotBeNull();
        world.Silo.KeysAsked.ShouldBe(2);
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await Should.ThrowAsync<SiloException>(async () => await world.Gate.FindKeyAsync(Secret));
        world.Silo.IsAway = false;
        (await world.Gate.FindKeyAsync(Secret)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_key_that_nobody_asked_for_before_is_not_guessed_while_no_silo_answers()
    {
        await using var world = await WorldAsync();
        world.Silo.IsAway = true;
        await Should.ThrowAsync<SiloException>(async () => await world.Gate.FindKeyAsync(Secret));
    }

    private static async Task<GateWorld> WorldAsync()
    {
        var world = await GateWorld.StartAsync();
        world.Silo.Keys[KeySecret.Hash(Secret)] = new ScopeKeyLine("key_1", "search", "acme/search", 403);
        return world;
    }
}
