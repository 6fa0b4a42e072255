using BudgetMesh.Grains;
using BudgetMesh.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace BudgetMesh.Silo.Tests;

/// <summary>A relay with what it stands between.</summary>
internal sealed class RelayRig : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("budgetmesh-");
    private NoticeRelay? _relay;

    private RelayRig()
    {
        Store = SqliteStore.Open(_directory.FullName);
        Keys = new KeyRing(Store.Keys, TimeProvider.System);
    }

    public FakeChannel Others { get; } = new();

    public NoticeHub Gates { get; } = new(TimeProvider.System);

    public SqliteStore Store { get; }

    public PlanCatalog Catalog { get; private set; } = null!;

    public KeyRing Keys { get; }

    public static async Task<RelayRig> StartAsync()
    {
        var rig = new RelayRig();
        rig.Catalog = await PlanCatalog.LoadAsync(rig.Store.Catalog, TimeProvider.System, CancellationToken.None);
        rig._relay = new NoticeRelay(rig.Others, rig.Gates, rig.Catalog, rig.Keys, NullLogger<NoticeRelay>.Instance);
        await rig._relay.StartAsync(CancellationToken.None);
        return rig;
    }

    /// <summary>The version of prices in force after something was heard, soon, when another silo had applied some.</summary>
    public async Task<long> PlanAfterAsync(Func<Task> hear)
    {
        using var elsewhere = await PlanCatalog.LoadAsync(Store.Catalog, TimeProvider.System, CancellationToken.None);
        await elsewhere.ApplyPricesAsync("[]"u8.ToArray(), null, "test");
        var inForce = new TaskCompletionSource<long>();
        Catalog.Changed += plan => inForce.TrySetResult(plan.PriceVersion);
        await hear();
        return await inForce.Task.WaitAsync(TimeSpan.FromSeconds(4)); // unasked it would look after five
    }

    public async ValueTask DisposeAsync()
    {
        await _relay!.StopAsync(CancellationToken.None);
        _relay.Dispose();
        Gates.Dispose();
        Catalog.Dispose();
        await Store.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
