using System.Diagnostics.Metrics;
using BudgetMesh.Grains;
using BudgetMesh.Grains.Tests;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using BudgetMesh.Silo;
using BudgetMesh.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;

namespace BudgetMesh.Cluster.Tests;

/// <summary>Silos of one process, tuned and with the grain directory as in production, over one store of books that can be told to fail.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("budgetmesh-");
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly NoticeHub _notices = new(TimeProvider.System);
    private readonly SqliteStore _store;
    private PlanCatalog? _catalog;
    private InProcessTestCluster? _cluster;

    private TestCluster()
    {
        _store = SqliteStore.Open(_directory.FullName);
        Books = new FaultyBooks(_store.Books);
    }

    public FaultyBooks Books { get; }

    public IReadOnlyList<InProcessSiloHandle> Silos => [.. _cluster!.GetActiveSilos()];

    /// <param name="patience">How long owners' callers wait for the store.</param>
    public static async Task<TestCluster> StartAsync(MeshConfig mesh, TimeSpan? patience = null)
    {
        var cluster = new TestCluster();
        var options = new OwnerOptions { RetryFirst = TimeSpan.FromMilliseconds(1), RetryMost = TimeSpan.FromMilliseconds(5) };
        await cluster.DeployAsync(mesh, patience is { } most ? options with { Patience = most } : options);
        return cluster;
    }

    /// <summary>The team's owner, as it is reached through one silo.</summary>
    public static IScopeOwner TeamVia(InProcessSiloHandle silo) => silo.SiloHost.Services.GetRequiredService<IScopeOwners>().OwnerOf(Meshes.Team);

    /// <summary>Owners of limits, as they are reached through one silo.</summary>
    public static IRateOwner LimitsVia(InProcessSiloHandle silo, RateOwnerId owner) => silo.SiloHost.Services.GetRequiredService<IRateOwners>().OwnerOf(owner);

    /// <summary>The silo on which the team's owner is active, and nobody else's.</summary>
    public InProcessSiloHandle SiloOfTeam() => SilosOfTeam().ShouldHaveSingleItem();

    public IReadOnlyList<InProcessSiloHandle> SilosOfTeam() => [.. Silos.Where(static silo => silo.SiloHost.Services.GetRequiredService<ActiveScopes>().Contains(Meshes.Team))];

    public static GrainId TeamId => GrainId.Create(GrainTypes.Scope, Meshes.Team.Value);

    public Task DeactivateAsync(GrainId owner) => _cluster!.DeactivateAsync(owner);

    /// <summary>Without a chance to clean up.</summary>
    public Task KillAsync(InProcessSiloHandle silo) => _cluster!.KillSiloAsync(silo);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is { } cluster)
            await cluster.DisposeAsync();
        _notices.Dispose();
        _catalog?.Dispose();
        await _store.DisposeAsync();
        await _meters.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task DeployAsync(MeshConfig mesh, OwnerOptions options)
    {
        _catalog = await PlanCatalog.LoadAsync(_store.Catalog, TimeProvider.System, CancellationToken.None);
        await _catalog.ApplyMeshAsync(mesh, null, "test");
        var metrics = new OwnerMetrics(_meters.GetRequiredService<IMeterFactory>(), TimeProvider.System);
        var services = new OwnerServices(Books, _store.Weeks, _catalog, _notices, metrics, TimeProvider.System, NullLogger<ScopeOwner>.Instance, options);
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 3);
#pragma warning disable ORLEANSEXP003 // as in production
        builder.Options.UseDistributedGrainDirectory = true;
#pragma warning restore ORLEANSEXP003
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.TuneForOwners(options);
            silo.Services.AddGrainOwners().AddSingleton(services).AddSingleton(_store.RateOwners);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }
}
