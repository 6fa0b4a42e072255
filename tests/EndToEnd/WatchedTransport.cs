using BudgetMesh.Client;
using BudgetMesh.Wire;

namespace BudgetMesh.EndToEnd;

/// <summary>The gate's own HTTP transport, with every message noted as it leaves and as its answer comes.</summary>
internal sealed class WatchedTransport(ISiloTransport silo, SiloTraffic traffic) : ISiloTransport
{
    public ValueTask<SyncReply> SyncAsync(SyncMessage message, CancellationToken cancellation) => WatchAsync(silo.SyncAsync(message, cancellation));

    public ValueTask<RateReply> RatesAsync(RateMessage message, CancellationToken cancellation) => WatchAsync(silo.RatesAsync(message, cancellation));

    public async ValueTask<ReceiptAck> SendReceiptsAsync(ReceiptBatch batch, CancellationToken cancellation)
    {
        var ack = await WatchAsync(silo.SendReceiptsAsync(batch, cancellation));
        traffic.Acknowledge(batch, ack);
        return ack;
    }

    public ValueTask<FinalsReply> SendFinalsAsync(FinalsMessage message, CancellationToken cancellation) => WatchAsync(silo.SendFinalsAsync(message, cancellation));

    public ValueTask<BoundsReply> ShareBoundsAsync(BoundsReport report, CancellationToken cancellation) => silo.ShareBoundsAsync(report, cancellation);

    public ValueTask<ScopeKeyReply> FindScopeKeyAsync(ScopeKeyQuery query, CancellationToken cancellation) => silo.FindScopeKeyAsync(query, cancellation);

    public ValueTask<PlanDocument> ReadPlanAsync(long version, CancellationToken cancellation) => silo.ReadPlanAsync(version, cancellation);

    public ValueTask<ReadOnlyMemory<byte>> ReadPricesAsync(long version, CancellationToken cancellation) => silo.ReadPricesAsync(version, cancellation);

    public IAsyncEnumerable<Notice> NoticesAsync(CancellationToken cancellation) => silo.NoticesAsync(cancellation);

    public ValueTask DisposeAsync() => silo.DisposeAsync();

    private async ValueTask<T> WatchAsync<T>(ValueTask<T> call)
    {
        traffic.Passed();
        var answer = await call;
        traffic.Passed();
        return answer;
    }
}
