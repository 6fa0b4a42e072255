using BudgetMesh.Routing;
using BudgetMesh.Storage;

namespace BudgetMesh.Grains.Tests;

public sealed class ReplanTests
{
    [Fact]
    public async Task A_raised_cap_is_lent_from_at_once()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 10);

        await engine.Catalog.ApplyMeshAsync(Meshes.WithCap(15), 1, "test");
        await gate.AskAsync(engine.Team, 15);

        gate.Granted.ShouldBe(15);
    }

    [Fact]
    public async Task A_lowered_cap_takes_nothing_back_and_lends_nothing_more()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        var (left, right) = (new TestGate("left", Meshes.Team), new TestGate("right", Meshes.Team));
        await left.AskAsync(engine.Team, 8);

        await engine.Catalog.ApplyMeshAsync(Meshes.WithCap(5), 1, "test");
        await right.AskAsync(engine.Team, 1);

        (left.Granted, right.Granted).ShouldBe((8, 0));
        (await engine.Team.ReadAsync(CancellationToken.None)).Windows.ShouldHaveSingleItem().Available.ShouldBe(-3);
    }

    [Fact]
    public async Task Replan_returns_once_the_new_cap_is_in_the_books()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        await new TestGate("gate-1", Meshes.Team).AskAsync(engine.Team, 1);

        await engine.Catalog.ApplyMeshAsync(Meshes.WithCap(5), 1, "test");
        await engine.Team.ReplanAsync(CancellationToken.None);

        (await engine.Books.ReadAsync(Meshes.Team, CancellationToken.None)).Windows.ShouldHaveSingleItem().Cap.ShouldBe(5);
    }

    [Fact]
    public async Task An_owner_that_was_not_active_starts_with_the_new_cap()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 1);
        await engine.Owners.PassivateAsync(TimeSpan.Zero);

        await engine.Catalog.ApplyMeshAsync(Meshes.WithCap(5), 1, "test");
        await gate.AskAsync(engine.Team, 10);

        gate.Last!.Slices.ShouldHaveSingleItem().Cap.ShouldBe(5);
        gate.Granted.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task A_budget_that_is_gone_lends_no_more_and_still_takes_settlements()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 4);

        await engine.Catalog.ApplyMeshAsync(Meshes.WithCap(10, "acme/other"), 1, "test");
        gate.Spend(2);
        gate.ReturnFree();
        var terms = await gate.AskAsync(engine.Team, 5);

        terms.Slices.ShouldHaveSingleItem().Open.ShouldBeFalse();
        var window = (await engine.Team.ReadAsync(CancellationToken.None)).Windows.ShouldHaveSingleItem();
        (window.Open, window.Spent, window.Free, window.Unit).ShouldBe((false, 2, 0, null));
    }

    [Fact]
    public async Task Gates_hear_of_a_new_mesh_and_of_the_scopes_whose_caps_it_moved()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        await new TestGate("gate-1", Meshes.Team).AskAsync(engine.Team, 1);
        using var subscription = engine.Notices.Subscribe();

        await engine.Catalog.ApplyMeshAsync(Meshes.WithCap(50), 1, "test");

        var kinds = new List<string> { (await subscription.Notices.ReadAsync()).Kind, (await subscription.Notices.ReadAsync()).Kind };
        kinds.Order().ShouldBe(["plan", "recall"]);
    }

    [Fact]
    public async Task Gates_hear_of_a_scope_that_is_lent_exactly_from_now_on()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        using var subscription = engine.Notices.Subscribe();

        await new TestGate("gate-1", Meshes.Team).AskAsync(engine.Team, 10);

        (await subscription.Notices.ReadAsync()).ShouldBe(new Wire.Notice("recall", "acme/search"));
    }

    [Fact]
    public async Task A_mesh_without_a_price_is_refused_and_nothing_changes()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));

        var apply = () => engine.Catalog.ApplyMeshAsync(Meshes.WithCap(99) with { Prices = null }, null, "test");

        var refused = await apply.ShouldThrowAsync<PlanRefusedException>();
        refused.Problems.ShouldHaveSingleItem().Field.ShouldBe("deployments[0]");
        engine.Catalog.Current.MeshVersion.ShouldBe(1);
        engine.Catalog.BudgetsOf(Meshes.Team).ShouldHaveSingleItem().Cap.ShouldBe(10);
    }

    [Fact]
    public async Task A_mesh_that_was_written_for_an_older_version_is_refused()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        await engine.Catalog.ApplyMeshAsync(Meshes.WithCap(11), 1, "test");

        var apply = () => engine.Catalog.ApplyMeshAsync(Meshes.WithCap(12), 1, "test");

        await apply.ShouldThrowAsync<CatalogConflictException>();
        engine.Catalog.Current.MeshVersion.ShouldBe(2);
    }

    [Fact]
    public async Task A_price_list_that_would_leave_a_deployment_without_a_price_is_refused()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        var list = """[{"id":"shop","name":"Shop","api_pattern":"https://shop\\.example","models":[{"id":"big","match":{"equals":"big"},"prices":{"input_mtok":2,"output_mtok":3}}]}]"""u8.ToArray();
        await engine.Catalog.ApplyPricesAsync(list, 0, "test");
        await engine.Catalog.ApplyMeshAsync(Meshes.WithCap(10) with { Deployments = [new DeploymentConfig { Id = "shop/big", Tier = "local" }], Prices = null }, null, "test");

        var apply = () => engine.Catalog.ApplyPricesAsync("[]"u8.ToArray(), 1, "test");

        (await apply.ShouldThrowAsync<PlanRefusedException>()).Problems.ShouldHaveSingleItem().Field.ShouldBe("deployments[0]");
        engine.Catalog.Current.PriceVersion.ShouldBe(1);
    }
}
