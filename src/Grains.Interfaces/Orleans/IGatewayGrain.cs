using BudgetMesh.Wire;
using Orleans.CodeGeneration;

namespace BudgetMesh.Grains;

/// <summary>
/// A gateway's way to the owners where its gate uses the Orleans client: the messages that HTTP carries, with the same meaning. Its key is
/// the gateway's name. Every member takes a gateway key first.
/// </summary>
/// <remarks>Each member throws <see cref="GatewayRefusedException"/> for the key, and <see cref="GatewayCallException"/> for anything else that is to be told.</remarks>
[Alias("budgetmesh.gateway"), Version(1)]
public interface IGatewayGrain : IGrainWithStringKey
{
    [Alias("sync"), ResponseTimeout(OwnerCalls.TimeoutText)]
    Task<SyncReply> SyncAsync(string key, SyncMessage message, CancellationToken cancellation);

    [Alias("rates"), ResponseTimeout(OwnerCalls.TimeoutText)]
    Task<RateReply> RatesAsync(string key, RateMessage message, CancellationToken cancellation);

    [Alias("receipts"), ResponseTimeout(OwnerCalls.StoreTimeoutText)]
    Task<ReceiptAck> TakeReceiptsAsync(string key, ReceiptBatch batch, CancellationToken cancellation);

    [Alias("finals"), ResponseTimeout(OwnerCalls.StoreTimeoutText)]
    Task<FinalsReply> ConcludeAsync(string key, FinalsMessage message, CancellationToken cancellation);

    [Alias("bounds"), ResponseTimeout(OwnerCalls.TimeoutText)]
    Task<BoundsReply> ShareBoundsAsync(string key, BoundsReport report, CancellationToken cancellation);

    [Alias("scope_key"), ResponseTimeout(OwnerCalls.StoreTimeoutText)]
    Task<ScopeKeyReply> FindScopeKeyAsync(string key, ScopeKeyQuery query, CancellationToken cancellation);

    /// <summary>A <see cref="PlanDocument"/> as JSON.</summary>
    [Alias("plan"), ResponseTimeout(OwnerCalls.TimeoutText)]
    Task<string> ReadPlanAsync(string key, long version, CancellationToken cancellation);

    /// <summary>A price list as it was applied: JSON in the genai-prices format.</summary>
    [Alias("prices"), ResponseTimeout(OwnerCalls.TimeoutText)]
    Task<string> ReadPricesAsync(string key, long version, CancellationToken cancellation);

    /// <summary>What is to be looked at sooner, from now on, until the silo stops.</summary>
    [Alias("notices")]
    IAsyncEnumerable<Notice> NoticesAsync(string key, CancellationToken cancellation);
}

/// <summary>What was asked cannot be answered; the message says why.</summary>
public class GatewayCallException(string message) : Exception(message);

/// <summary>The key is unknown or was revoked, or is no gateway key.</summary>
public sealed class GatewayRefusedException(string message) : GatewayCallException(message);
