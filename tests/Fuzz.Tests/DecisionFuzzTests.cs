using BudgetMesh.Cli.Agents;
using BudgetMesh.Client;
using BudgetMesh.Fuzz.Tests.Targets;
using BudgetMesh.Fuzz.Tests.Worlds;
using Xunit.Abstractions;

namespace BudgetMesh.Fuzz.Tests;

public sealed class DecisionFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_that_is_asked_of_a_silo_is_its_own_fault_and_nothing_stays_held()
    {
        await using var world = await SiloWorld.StartAsync();
        await AskAsync(world, world.Url, world.Log);

        // A silo that ends waits for its holds, which nobody settles, until their deadline.
        await world.RestartAsync();
        await world.ShouldBeSettledAsync("acme");
        await world.ShouldBeSettledAsync("acme/chat");
    }

    [Fact]
    public async Task Nothing_that_is_asked_of_an_agent_is_its_own_fault_and_nothing_stays_held()
    {
        await using var world = await SiloWorld.StartAsync();
        using var log = new ErrorLog();
        await using (var agent = await AgentHost.StartAsync(
            new AgentOptions(new GateOptions { Name = "agent", Urls = [world.Url], Key = world.GatewayKey }) { Listen = new Uri("http://127.0.0.1:0") }, logging => log.AddTo(logging), CancellationToken.None))
        {
            await AskAsync(world, new Uri(agent.Addresses.Single()), log);
            await Eventually.HoldsAsync(() => agent.Gate.Counters.HoldsOpen == 0);
        }

        log.Errors.ShouldBeEmpty();
        await world.ShouldBeSettledAsync("acme");
        await world.ShouldBeSettledAsync("acme/chat");
    }

    private async Task AskAsync(SiloWorld world, Uri server, ErrorLog log)
    {
        using var targets = new DecisionTargets(server, world.ScopeKey);
        await targets.BeginAsync();
        await new Fuzzer(server, ["", "bm_scope_nobody", world.AdminKey, world.GatewayKey], log, output).RunAsync(targets.All);
    }
}
