using BudgetMesh.Budgets;
using BudgetMesh.Routing;
using BudgetMesh.Storage;
using BudgetMesh.Storage.Sqlite;

namespace BudgetMesh.Grains.Tests;

/// <summary>Two catalogs over one store, as two silos on one database have them.</summary>
public sealed class RefreshTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("budgetmesh-");
    private SqliteStore _store = null!;
    private PlanCatalog _here = null!;
    private PlanCatalog _there = null!;

    public async Task InitializeAsync()
    {
        _store = SqliteStore.Open(_directory.FullName);
        _here = await LoadAsync();
        _there = await LoadAsync();
    }

    public async Task DisposeAsync()
    {
        _here.Dispose();
        _there.Dispose();
        await _store.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task What_was_applied_elsewhere_is_in_force_after_a_look_once_and_told_to_nobody()
    {
        var (changed, applied) = (0, 0);
        _here.Changed += _ => changed++;
        _here.Applied += () => applied++;
        await _there.ApplyMeshAsync(Meshes.WithCap(10), null, "test");
        _here.Current.MeshVersion.ShouldBe(0);

        await _here.RefreshAsync(CancellationToken.None);
        await _here.RefreshAsync(CancellationToken.None);

        (_here.Current.MeshVersion, _here.ScopeOf(Meshes.Team).ShouldNotBeNull().Budgets.ShouldHaveSingleItem().Cap).ShouldBe((1, 10));
        (changed, applied).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Whoever_applies_tells_of_it_and_tells_again_where_it_is_repeated()
    {
        var applied = 0;
        _here.Applied += () => applied++;

        await _here.ApplyMeshAsync(Meshes.WithCap(10), null, "test");
        await _here.ApplyMeshAsync(Meshes.WithCap(10), null, "test");

        (applied, _here.Current.MeshVersion).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Who_says_no_version_applies_after_the_newest_though_another_silo_made_it()
    {
        await _there.ApplyMeshAsync(Meshes.WithCap(10), null, "test");

        (await _here.ApplyMeshAsync(Meshes.WithCap(20), null, "test")).MeshVersion.ShouldBe(2);
        await Should.ThrowAsync<CatalogConflictException>(() => _there.ApplyMeshAsync(Meshes.WithCap(30), 1, "test"));
    }

    [Fact]
    public async Task A_unit_that_a_budget_had_only_between_two_looks_is_kept_for_good()
    {
        await _there.ApplyMeshAsync(Meshes.WithCap(10), null, "test");
        await _there.ApplyMeshAsync(Meshes.WithCap(10, scope: "acme/chat"), null, "test");
        await _here.RefreshAsync(CancellationToken.None);

        var refused = await Should.ThrowAsync<PlanRefusedException>(() => _here.ApplyMeshAsync(InTokens(), null, "test"));

        refused.Problems.ShouldHaveSingleItem().Message.ShouldContain("since version 1");
    }

    private static MeshConfig InTokens() => Meshes.WithCap(10) with
    {
        Scopes = new Dictionary<string, ScopeConfig>
        {
            ["acme"] = new(),
            [Meshes.Team.Value] = new() { Budgets = [new BudgetConfig { Name = Meshes.Month, Amount = "1000 tokens", Period = "month" }] },
        },
    };

    private Task<PlanCatalog> LoadAsync() => PlanCatalog.LoadAsync(_store.Catalog, TimeProvider.System, CancellationToken.None);
}
