using BudgetMesh.Fuzz.Tests.Targets;
using BudgetMesh.Gateway.Tests.World;
using Xunit.Abstractions;

namespace BudgetMesh.Fuzz.Tests;

public sealed class GatewayFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_that_is_sent_to_the_gateway_is_its_own_fault_nothing_stays_held_and_the_ledger_is_the_providers_bill()
    {
        using var log = new ErrorLog();
        await using var world = await GatewayWorld.StartAsync(budgetUsd: "90000", logging: log.AddTo);
        var fuzzer = new Fuzzer(world.Gateway.BaseAddress, ["", "bm_scope_nobody", await world.KeyAsync("acme/poor")], log, output);

        await fuzzer.RunAsync(GatewayTargets.Of(await world.KeyAsync()));

        await Eventually.HoldsAsync(() => world.Gateway.Gate.Counters.HoldsOpen == 0);
        (await world.SpentInTheEndAsync() + await world.SpentInTheEndAsync("acme/poor")).ShouldBe(world.Upstream.Bill.NanoUsd);
        log.Errors.ShouldBeEmpty();
    }
}
