using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using BudgetMesh.Grains;
using BudgetMesh.Wire;
using Microsoft.Extensions.Hosting;

namespace BudgetMesh.Client;

/// <summary>
/// The silos of a cluster over the Orleans client. Which of them answers, and which does when one is gone, is Orleans' business: one
/// transport stands for all of them.
/// </summary>
/// <param name="cluster">Connected, and the caller's to end.</param>
/// <param name="name">The gateway's name, as in <see cref="GateOptions.Name"/>.</param>
/// <param name="key">A gateway key.</param>
public sealed class OrleansSiloTransport(IClusterClient cluster, string name, string key) : ISiloTransport
{
    private readonly IGatewayGrain _silo = cluster.GetGrain<IGatewayGrain>(name);

    /// <summary>What the client lives in, where that ends with the gate.</summary>
    internal IHost? Host { get; init; }

    public ValueTask<SyncReply> SyncAsync(SyncMessage message, CancellationToken cancellation) =>
        CallAsync(() => _silo.SyncAsync(key, message, cancellation), cancellation);

    public ValueTask<RateReply> RatesAsync(RateMessage message, CancellationToken cancellation) =>
        CallAsync(() => _silo.RatesAsync(key, message, cancellation), cancellation);

    public ValueTask<ReceiptAck> SendReceiptsAsync(ReceiptBatch batch, CancellationToken cancellation) =>
        CallAsync(() => _silo.TakeReceiptsAsync(key, batch, cancellation), cancellation);

    public ValueTask<FinalsReply> SendFinalsAsync(FinalsMessage message, CancellationToken cancellation) =>
        CallAsync(() => _silo.ConcludeAsync(key, message, cancellation), cancellation);

    public ValueTask<BoundsReply> ShareBoundsAsync(BoundsReport report, CancellationToken cancellation) =>
        CallAsync(() => _silo.ShareBoundsAsync(key, report, cancellation), cancellation);

    public ValueTask<ScopeKeyReply> FindScopeKeyAsync(ScopeKeyQuery query, CancellationToken cancellation) =>
        CallAsync(() => _silo.FindScopeKeyAsync(key, query, cancellation), cancellation);

    public async ValueTask<PlanDocument> ReadPlanAsync(long version, CancellationToken cancellation)
    {
        var text = await CallAsync(() => _silo.ReadPlanAsync(key, version, cancellation), cancellation).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(text, WireJson.Default.PlanDocument) ?? throw new JsonException("the answer is null");
        }
        catch (JsonException broken)
        {
            throw new SiloException($"version {version} of the mesh: {broken.Message}", broken);
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadPricesAsync(long version, CancellationToken cancellation) =>
        Encoding.UTF8.GetBytes(await CallAsync(() => _silo.ReadPricesAsync(key, version, cancellation), cancellation).ConfigureAwait(false));

    public async IAsyncEnumerable<Notice> NoticesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var notices = _silo.NoticesAsync(key, cancellation).GetAsyncEnumerator(cancellation);
        while (await CallAsync(() => notices.MoveNextAsync().AsTask(), cancellation).ConfigureAwait(false))
            yield return notices.Current;
    }

    public async ValueTask DisposeAsync()
    {
        if (Host is null)
            return;
        await Host.StopAsync().ConfigureAwait(false);
        await ((IAsyncDisposable)Host).DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Whatever Orleans throws means that no silo has answered; what was asked may have arrived.</summary>
    private static async ValueTask<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (GatewayRefusedException refused)
        {
            throw new SiloRefusedException(refused.Message);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            throw new SiloException(failure.Message, failure);
        }
        catch (Exception late) when (late is not OperationCanceledException)
        {
            throw new OperationCanceledException(late.Message, late, cancellation);
        }
    }
}
