using System.Diagnostics.Metrics;
using BudgetMesh.Grains.Local;
using BudgetMesh.Routing;
using BudgetMesh.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BudgetMesh.Grains.Tests;

/// <summary>A local engine over SQLite in a directory of its own, with a store of books that can be told to fail.</summary>
internal sealed class EngineFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("budgetmesh-");
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly OwnerOptions _options;
    private readonly TimeProvider _clock;
    private SqliteStore _store;

    private EngineFixture(TimeProvider clock, OwnerOptions options)
    {
        (_clock, _options) = (clock, options);
        _store = OpenStore();
        Books = new FaultyBooks(_store.Books);
        Weeks = new FaultyWeeks(_store.Weeks);
        Tenures = new FaultyTenures(_store.RateOwners);
    }

    public FaultyBooks Books { get; private set; }

    public FaultyWeeks Weeks { get; private set; }

    public FaultyTenures Tenures { get; private set; }

    public PlanCatalog Catalog { get; private set; } = null!;

    public NoticeHub Notices { get; private set; } = null!;

    public LocalScopeOwners Owners { get; private set; } = null!;

    public LocalRateOwners Rates { get; private set; } = null!;

    public IScopeOwner Team => Owners.OwnerOf(Meshes.Team);

    /// <param name="idleAfter">When an owner that nobody asks ends by itself; null for what is usual.</param>
    /// <param name="patience">How long callers wait for the store; a minute where the test is not about that.</param>
    public static async Task<EngineFixture> StartAsync(MeshConfig mesh, TimeProvider? clock = null, TimeSpan? patience = null, TimeSpan? idleAfter = null)
    {
        var options = new OwnerOptions { Patience = patience ?? TimeSpan.FromMinutes(1), RetryFirst = TimeSpan.FromMilliseconds(1), RetryMost = TimeSpan.FromMilliseconds(5) };
        if (idleAfter is { } idle)
            options = options with { IdleAfter = idle };
        var engine = new EngineFixture(clock ?? TimeProvider.System, options);
        await engine.StartOwnersAsync();
        await engine.Catalog.ApplyMeshAsync(mesh, null, "test");
        return engine;
    }

    /// <summary>A second engine on the same books, as when two processes think that they are the server.</summary>
    /// <param name="clock">Its own clock; null for that of the store and of the other engine.</param>
    public LocalScopeOwners StartRival(TimeProvider? clock = null) => new(Services() with { Clock = clock ?? _clock });

    /// <summary>A second engine's owners of limits, likewise.</summary>
    public LocalRateOwners StartRivalRates() => new(Services(), Tenures);

    public async Task RestartAsync()
    {
        await StopOwnersAsync();
        await _store.DisposeAsync();
        _store = OpenStore();
        Books = new FaultyBooks(_store.Books);
        Weeks = new FaultyWeeks(_store.Weeks);
        Tenures = new FaultyTenures(_store.RateOwners);
        await StartOwnersAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopOwnersAsync();
        await _store.DisposeAsync();
        await _meters.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private SqliteStore OpenStore() => SqliteStore.Open(_directory.FullName, new SqliteOptions { Clock = _clock });

    private async Task StartOwnersAsync()
    {
        Catalog = await PlanCatalog.LoadAsync(_store.Catalog, _clock, CancellationToken.None);
        Notices = new NoticeHub(_clock);
        Owners = new LocalScopeOwners(Services());
        Rates = new LocalRateOwners(Services(), Tenures);
    }

    private async Task StopOwnersAsync()
    {
        await Owners.DisposeAsync();
        await Rates.DisposeAsync();
        Notices.Dispose();
        Catalog.Dispose();
    }

    public OwnerServices Services() => new(
        Books, Weeks, Catalog, Notices, new OwnerMetrics(_meters.GetRequiredService<IMeterFactory>(), _clock), _clock, NullLogger<ScopeOwner>.Instance, _options);
}
