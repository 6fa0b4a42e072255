using BudgetMesh.Wire;

namespace BudgetMesh.Client;

/// <summary>
/// Carries the gate's messages to a silo. Every call may be repeated: copies change nothing there. Calls of different members
/// run side by side; none may block the thread it is called on.
/// </summary>
/// <remarks>Each member throws <see cref="SiloException"/>, <see cref="SiloRefusedException"/>, or <see cref="OperationCanceledException"/> for its token.</remarks>
public interface ISiloTransport : IAsyncDisposable
{
    /// <summary>Brings reports to owners and their terms back. A message without reports asks for clock and versions alone.</summary>
    ValueTask<SyncReply> SyncAsync(SyncMessage message, CancellationToken cancellation);

    /// <summary>Brings reports to the owners of limits and their terms back; owners that could not be asked are missing from the answer.</summary>
    ValueTask<RateReply> RatesAsync(RateMessage message, CancellationToken cancellation);

    /// <summary>Answered once the receipts are durable.</summary>
    ValueTask<ReceiptAck> SendReceiptsAsync(ReceiptBatch batch, CancellationToken cancellation);

    /// <summary>Brings last words to owners, at most <see cref="FinalsMessage.ScopesMax"/> of them; what is answered <c>closed</c> is durable.</summary>
    ValueTask<FinalsReply> SendFinalsAsync(FinalsMessage message, CancellationToken cancellation);

    /// <summary>Shares how long answers were, and learns how long they are everywhere.</summary>
    ValueTask<BoundsReply> ShareBoundsAsync(BoundsReport report, CancellationToken cancellation);

    /// <summary>Asks whose key it is.</summary>
    ValueTask<ScopeKeyReply> FindScopeKeyAsync(ScopeKeyQuery query, CancellationToken cancellation);

    ValueTask<PlanDocument> ReadPlanAsync(long version, CancellationToken cancellation);

    /// <summary>A price list as it was applied: JSON in the genai-prices format, UTF-8.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadPricesAsync(long version, CancellationToken cancellation);

    /// <summary>What the silo pushes, until the connection ends. Optional: a transport without it yields nothing, and news arrive with the next sync.</summary>
    IAsyncEnumerable<Notice> NoticesAsync(CancellationToken cancellation);
}
