using BudgetMesh.Rates;

namespace BudgetMesh.Grains.Tests;

/// <summary>Two owners of the same limits at once, as where two servers believe that the other is gone.</summary>
public sealed class RateRivalTests
{
    private const long Demand = 600 * RateRules.MinutesPerHour;

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task An_owner_that_was_replaced_lends_only_as_long_as_it_may_not_know()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        await using var rival = engine.StartRivalRates();
        var (old, fresh) = (Gate("old"), Gate("fresh"));
        await old.AskAsync(engine.Rates.OwnerOf, Demand);
        await fresh.AskAsync(rival.OwnerOf, Demand);

        await old.AskAsync(engine.Rates.OwnerOf, Demand);
        (old.Epoch, fresh.Epoch).ShouldBe((1, 2));
        _clock.Advance(RateRules.Fence);
        await old.AskAsync(engine.Rates.OwnerOf, Demand);

        old.Epoch.ShouldBe(3);
        (await engine.Rates.OwnerOf(LimitMeshes.Team).ReadAsync(CancellationToken.None)).IsLearning.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_servers_that_take_the_limits_from_each_other_do_not_lend_more_than_there_is()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        await using var rival = engine.StartRivalRates();
        var (left, right) = (Gate("left"), Gate("right"));

        for (var i = 0; i < 100; i++)
        {
            await left.AskAsync(engine.Rates.OwnerOf, Demand);
            await right.AskAsync(rival.OwnerOf, Demand);
            (left.Amount + right.Amount).ShouldBeLessThanOrEqualTo(Demand);
            _clock.Advance(RateRules.RefreshContended);
        }
    }

    private TestRateGate Gate(string incarnation) => new(incarnation, LimitMeshes.Team, _clock);
}
