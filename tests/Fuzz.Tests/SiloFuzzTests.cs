using BudgetMesh.Fuzz.Tests.Targets;
using BudgetMesh.Fuzz.Tests.Worlds;
using Xunit.Abstractions;

namespace BudgetMesh.Fuzz.Tests;

public sealed class SiloFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_that_is_sent_to_a_silo_is_its_own_fault_and_what_it_took_it_can_read_again()
    {
        await using var world = await SiloWorld.StartAsync();
        using var gateway = world.Client(world.GatewayKey);
        using var names = new SiloNames(world.Admin, gateway);
        await FuzzerOf(world, world.AdminKey).RunAsync(SiloTargets.OfGateways(world.GatewayKey));
        await FuzzerOf(world, world.GatewayKey).RunAsync(SiloTargets.OfAdmins(world.AdminKey, names));

        await world.RestartAsync();
        foreach (var path in (string[])["/v1/scopes?limit=1000", "/v1/holds", "/v1/receipts", "/v1/receipts/sums", "/v1/gateways?scopes=true", "/v1/keys", "/v1/limits", "/v1/capacity", "/metrics", "/readyz"])
            (await world.Admin.GetAsync(path)).IsSuccessStatusCode.ShouldBeTrue(path);
        world.Log.Errors.ShouldBeEmpty();
    }

    private Fuzzer FuzzerOf(SiloWorld world, string other) => new(world.Url, ["", "bm_admin_nobody", world.ScopeKey, other], world.Log, output);
}
