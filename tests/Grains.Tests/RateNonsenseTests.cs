using BudgetMesh.Rates;
using BudgetMesh.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Grains.Tests;

/// <summary>What a broken gateway may send: it gets nothing out of it, and nobody else loses anything by it.</summary>
public sealed class RateNonsenseTests
{
    private const long Total = 600 * RateRules.MinutesPerHour;

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Whatever_numbers_a_gateway_sends_the_owner_goes_on_and_lends_no_more_than_the_limit()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        var seq = 0L;
        var epoch = 1L;
        Prop.ForAll(Numbers(15).ToArbitrary(), numbers => Task.Run(async () =>
        {
            foreach (var limit in new[] { LimitMeshes.Requests, LimitMeshes.Concurrent })
            {
                var line = new RateLineReport(
                    limit, Meshes.Team.Value, "normal", numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7], numbers[8], numbers[9], numbers[10], numbers[11] > 0);
                var report = new RateOwnerReport("scope", Meshes.Team.Value, "broken", numbers[12] > 0 ? ++seq : numbers[13], epoch, seq - 1, numbers[14], false, [line, line])
                {
                    Provider = new ProviderLine(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7], numbers[8]),
                };
                foreach (var owner in new[] { LimitMeshes.Team, LimitMeshes.Deployment })
                    await engine.Rates.OwnerOf(owner).SyncAsync(report with { Kind = RateMapping.Kinds.ToWire(owner.Kind), Name = owner.Name }, CancellationToken.None);
            }

            _clock.Advance(TimeSpan.FromMilliseconds(30));
            foreach (var owner in new[] { LimitMeshes.Team, LimitMeshes.Deployment })
            {
                var state = await engine.Rates.OwnerOf(owner).ReadAsync(CancellationToken.None);
                state.Limits.ShouldAllBe(limit => limit.Usable >= 1 && limit.Usable <= limit.Amount && limit.Asked >= 0);
                state.Limits.Where(limit => limit.Unit == "requests").ShouldAllBe(limit => limit.Lent >= 0 && limit.Lent <= limit.Amount);
            }

            return true;
        }).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

        var honest = new TestRateGate("honest", LimitMeshes.Team, _clock);
        _clock.Advance(RateRules.Lease + RateRules.LeaseMargin);
        await honest.SettleAsync(engine.Rates.OwnerOf, Total);
        honest.Amount.ShouldBeGreaterThan(Total * 9 / 10);
    }

    [Theory]
    [InlineData("team", "acme/search", "acme/search", "normal", "gate-1")]
    [InlineData("Scope", "acme/search", "acme/search", "normal", "gate-1")]
    [InlineData("scope", "acme/search", "Acme//search", "normal", "gate-1")]
    [InlineData("scope", "acme/search", "", "normal", "gate-1")]
    [InlineData("scope", "acme/search", "acme/search", "soon", "gate-1")]
    [InlineData("scope", "acme/search", "acme/search", "0", "gate-1")]
    [InlineData("scope", "acme/search", "acme/search", "normal", "gate 1")]
    [InlineData("scope", "acme/search", "acme/search", "normal", "")]
    public async Task Words_that_are_none_are_refused(string kind, string name, string scope, string priority, string incarnation)
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        var report = new RateOwnerReport(kind, name, incarnation, 1, 0, 0, 0, false, [new RateLineReport("requests", scope, priority, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, true)]);

        await Should.ThrowAsync<FormatException>(async () => await engine.Rates.OwnerOf(LimitMeshes.Team).SyncAsync(report, CancellationToken.None));
    }

    [Fact]
    public async Task A_copy_of_an_older_report_is_answered_with_nothing_and_changes_nothing()
    {
        await using var engine = await EngineFixture.StartAsync(LimitMeshes.Of(), _clock);
        var gate = new TestRateGate("gate-1", LimitMeshes.Team, _clock);
        var early = gate.Report(0, 0, 1);
        await gate.SettleAsync(engine.Rates.OwnerOf, Total);
        var before = await ReadAsync(engine);

        (await engine.Rates.OwnerOf(LimitMeshes.Team).SyncAsync(early, CancellationToken.None)).ShouldBeNull();

        (await ReadAsync(engine)).Limits[0].Claims.ShouldBe(before.Limits[0].Claims);
    }

    private static ValueTask<RateOwnerState> ReadAsync(EngineFixture engine) => engine.Rates.OwnerOf(LimitMeshes.Team).ReadAsync(CancellationToken.None);

    /// <summary>Those that break something sooner than others.</summary>
    private static Gen<long[]> Numbers(int count) => Gen.Frequency(
            (3, Gen.Choose(0, 100).Select(static number => (long)number)),
            (1, Gen.Elements(-1L, 600, 36_000, Limits.RateMax, Limits.RateMax * 60, long.MaxValue / 2, long.MaxValue - 1, long.MaxValue, long.MinValue)))
        .ArrayOf(count);
}
