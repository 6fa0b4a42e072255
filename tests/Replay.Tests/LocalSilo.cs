using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using BudgetMesh.Bounds;
using BudgetMesh.Client;
using BudgetMesh.Grains;
using BudgetMesh.Grains.Local;
using BudgetMesh.Lending;
using BudgetMesh.Routing;
using BudgetMesh.Storage.Sqlite;
using BudgetMesh.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace BudgetMesh.Replay.Tests;

/// <summary>Real owners over a real store in a directory of its own, reached by gates without HTTP.</summary>
internal sealed class LocalSilo : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly Meters _meters = new();
    private readonly MergedBounds _bounds = new();
    private readonly SqliteStore _store;
    private readonly NoticeHub _notices;
    private readonly PlanCatalog _catalog;
    private readonly LocalScopeOwners _owners;
    private readonly LocalRateOwners _rates;

    private LocalSilo(DirectoryInfo directory, SqliteStore store, PlanCatalog catalog)
    {
        (_directory, _store, _catalog) = (directory, store, catalog);
        _notices = new NoticeHub(TimeProvider.System);
        var services = new OwnerServices(
            store.Books, store.Weeks, catalog, _notices, new OwnerMetrics(_meters, TimeProvider.System), TimeProvider.System, NullLogger<ScopeOwner>.Instance, new OwnerOptions());
        _owners = new LocalScopeOwners(services);
        _rates = new LocalRateOwners(services, store.RateOwners);
    }

    public static async Task<LocalSilo> StartAsync(MeshConfig mesh)
    {
        var directory = Directory.CreateTempSubdirectory("budgetmesh-");
        var store = SqliteStore.Open(directory.FullName);
        var catalog = await PlanCatalog.LoadAsync(store.Catalog, TimeProvider.System, CancellationToken.None);
        await catalog.ApplyMeshAsync(mesh, after: null, "test");
        return new LocalSilo(directory, store, catalog);
    }

    public Task<Gate> ConnectAsync(string name) => Gate.ConnectAsync(new GateOptions { Name = name }, [new Transport(this)]);

    public async Task<BudgetReading> ReadAsync(string scope)
    {
        var path = ScopePath.Parse(scope);
        var books = await _owners.OwnerOf(path).ReadAsync(CancellationToken.None);
        var window = books.Windows.Single(window => window.Unit == "usd" && window.Enforcement == "hard");
        var receipts = await _store.Receipts.SumAsync(path, window.Budget, window.Window, CancellationToken.None);
        return new BudgetReading(path, window.Budget, new Money(window.Cap), IsHard: true, Windows: 1, new Money(window.Spent), new Money(window.Held), new Money(window.Free), new Money(receipts.Amount));
    }

    public async ValueTask DisposeAsync()
    {
        await _owners.DisposeAsync();
        await _rates.DisposeAsync();
        _notices.Dispose();
        await _store.DisposeAsync();
        _meters.Dispose();
        _directory.Delete(recursive: true);
    }

    private sealed class Transport(LocalSilo silo) : ISiloTransport
    {
        public async ValueTask<SyncReply> SyncAsync(SyncMessage message, CancellationToken cancellation)
        {
            var terms = await Task.WhenAll(message.Scopes.Select(report => silo._owners.OwnerOf(ScopePath.Parse(report.Scope)).SyncAsync(report, cancellation).AsTask()));
            var current = silo._catalog.Current;
            return new SyncReply(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), current.MeshVersion, current.PriceVersion, terms);
        }

        public async ValueTask<RateReply> RatesAsync(RateMessage message, CancellationToken cancellation)
        {
            var terms = await Task.WhenAll(message.Owners.Select(report => silo._rates.OwnerOf(report.OwnerId()).SyncAsync(report, cancellation).AsTask()));
            return new RateReply([.. terms.OfType<RateOwnerTerms>()]);
        }

        public async ValueTask<ReceiptAck> SendReceiptsAsync(ReceiptBatch batch, CancellationToken cancellation)
        {
            await silo._store.Receipts.AppendAsync([.. batch.Receipts.Select(line => line.ToCore(new Incarnation(batch.Incarnation)))]);
            return new ReceiptAck(batch.Receipts[^1].Seq);
        }

        public async ValueTask<FinalsReply> SendFinalsAsync(FinalsMessage message, CancellationToken cancellation) => new(
            await Task.WhenAll(message.Scopes.Select(line => silo._owners.OwnerOf(ScopePath.Parse(line.Scope)).ConcludeAsync(message.Incarnation, line, cancellation).AsTask())));

        public ValueTask<BoundsReply> ShareBoundsAsync(BoundsReport report, CancellationToken cancellation)
        {
            lock (silo._bounds)
                return ValueTask.FromResult(new BoundsReply(1, [.. report.Keys.Select(line => silo._bounds.Merge(line.ToCore()).ToWire())]));
        }

        public ValueTask<ScopeKeyReply> FindScopeKeyAsync(ScopeKeyQuery query, CancellationToken cancellation) => ValueTask.FromResult(new ScopeKeyReply(null));

        public ValueTask<PlanDocument> ReadPlanAsync(long version, CancellationToken cancellation) => ValueTask.FromResult(new PlanDocument(version, silo._catalog.Current.Config));

        public ValueTask<ReadOnlyMemory<byte>> ReadPricesAsync(long version, CancellationToken cancellation) => throw new SiloException("there is no price list");

        public async IAsyncEnumerable<Notice> NoticesAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            using var subscription = silo._notices.Subscribe();
            await foreach (var notice in subscription.Notices.ReadAllAsync(cancellation))
                yield return notice;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(meter => meter.Dispose());
    }
}
