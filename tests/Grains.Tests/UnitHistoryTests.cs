using BudgetMesh.Budgets;
using BudgetMesh.Routing;

namespace BudgetMesh.Grains.Tests;

public sealed class UnitHistoryTests
{
    [Fact]
    public async Task A_budget_keeps_its_unit_for_good()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));

        var refused = await Should.ThrowAsync<PlanRefusedException>(() => engine.Catalog.ApplyMeshAsync(InTokens(Meshes.Month), null, "test"));

        var problem = refused.Problems.ShouldHaveSingleItem();
        problem.Field.ShouldBe("scopes.acme/search.budgets[0].amount");
        problem.Message.ShouldContain("counts requests since version 1");
        engine.Catalog.Current.MeshVersion.ShouldBe(1);
    }

    [Fact]
    public async Task It_keeps_it_though_it_was_away_and_the_engine_restarted()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        await engine.Catalog.ApplyMeshAsync(InTokens("tokens"), null, "test");
        await engine.RestartAsync();

        await Should.ThrowAsync<PlanRefusedException>(() => engine.Catalog.ApplyMeshAsync(InTokens(Meshes.Month), null, "test"));
    }

    private static MeshConfig InTokens(string name) => Meshes.WithCap(10) with
    {
        Scopes = new Dictionary<string, ScopeConfig>
        {
            ["acme"] = new(),
            [Meshes.Team.Value] = new() { Budgets = [new BudgetConfig { Name = name, Amount = "1000 tokens", Period = "month" }] },
        },
    };
}
