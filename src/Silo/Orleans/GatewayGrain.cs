using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using BudgetMesh.Grains;
using BudgetMesh.Silo.Api;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace BudgetMesh.Silo;

/// <summary>
/// A gateway that has come over the Orleans client: it is answered by what answers over HTTP. Reentrant, for a gate's messages run side by
/// side; on the silo that the client has picked for it, so that from there one call goes to each owner.
/// </summary>
[Reentrant, PreferLocalPlacement, GrainType(GrainTypes.Gateway)]
internal sealed partial class GatewayGrain(
    SyncEndpoint sync, RatesEndpoint rates, ReceiptIntakeEndpoint receipts, FinalsEndpoint finals, BoundsEndpoint bounds, ScopeKeysEndpoint scopeKeys, PlanCatalog catalog,
    NoticeHub notices, KeyRing keys, IHostApplicationLifetime lifetime, ILogger<GatewayGrain> log) : Grain, IGatewayGrain
{
    public Task<SyncReply> SyncAsync(string key, SyncMessage message, CancellationToken cancellation) =>
        AnswerAsync(key, caller => sync.AnswerAsync(message, caller), cancellation);

    public Task<RateReply> RatesAsync(string key, RateMessage message, CancellationToken cancellation) =>
        AnswerAsync(key, caller => rates.AnswerAsync(message, caller), cancellation);

    public Task<ReceiptAck> TakeReceiptsAsync(string key, ReceiptBatch batch, CancellationToken cancellation) =>
        AnswerAsync(key, _ => receipts.AnswerAsync(batch), cancellation);

    public Task<FinalsReply> ConcludeAsync(string key, FinalsMessage message, CancellationToken cancellation) =>
        AnswerAsync(key, caller => finals.AnswerAsync(message, caller), cancellation);

    public Task<BoundsReply> ShareBoundsAsync(string key, BoundsReport report, CancellationToken cancellation) =>
        AnswerAsync(key, caller => bounds.AnswerAsync(report, caller), cancellation);

    public Task<ScopeKeyReply> FindScopeKeyAsync(string key, ScopeKeyQuery query, CancellationToken cancellation) =>
        AnswerAsync(key, _ => scopeKeys.AnswerAsync(query, cancellation), cancellation);

    public Task<string> ReadPlanAsync(string key, long version, CancellationToken cancellation) => AnswerAsync(
        key,
        async _ => await catalog.ReadMeshAsync(version, cancellation) is { } mesh
            ? JsonSerializer.Serialize(new PlanDocument(version, mesh), WireJson.Default.PlanDocument)
            : throw new BadRequestException($"there is no version {version} of the mesh; the newest is {catalog.Current.MeshVersion}"),
        cancellation);

    public Task<string> ReadPricesAsync(string key, long version, CancellationToken cancellation) => AnswerAsync(
        key,
        async _ => await catalog.ReadPricesAsync(version, cancellation)
            ?? throw new BadRequestException($"there is no version {version} of the price list; the newest is {catalog.Current.PriceVersion}"),
        cancellation);

    public async IAsyncEnumerable<Notice> NoticesAsync(string key, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await FindAsync(key);
        using var subscription = notices.Subscribe();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        while (await IsNoticeAsync(subscription, end.Token))
        {
            while (subscription.Notices.TryRead(out var notice))
                yield return notice;
        }
    }

    private static async ValueTask<bool> IsNoticeAsync(NoticeSubscription subscription, CancellationToken end)
    {
        try
        {
            return await subscription.Notices.WaitToReadAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false; // the gate has gone or the silo stops: both end the stream
        }
    }

    private async Task<T> AnswerAsync<T>(string key, Func<Caller, Task<T>> answer, CancellationToken cancellation)
    {
        try
        {
            var who = await FindAsync(key);
            return await answer(new Caller(who, $"Bearer {key}", IsForwarded: false, cancellation));
        }
        catch (Exception failure) when (failure is BadRequestException or StoreUnavailableException)
        {
            throw new GatewayCallException(failure.Message);
        }
        catch (Exception bug) when (bug is not OperationCanceledException and not GatewayCallException)
        {
            LogBug(bug, this.GetPrimaryKeyString());
            throw new GatewayCallException("a fault of the server; it is in its log");
        }
    }

    private async ValueTask<ClaimsPrincipal> FindAsync(string key)
    {
        var who = await keys.FindAsync(key) ?? throw new GatewayRefusedException("the key is unknown here or was revoked: ask an admin of this server for another");
        return who.IsInRole(KeyRoles.Names.ToWire(KeyRole.Gateway))
            ? who
            : throw new GatewayRefusedException($"this is for gateway keys; {who.Identity?.Name} is of role {who.FindFirstValue(ClaimTypes.Role)}");
    }

    [LoggerMessage(61, LogLevel.Error, "A call of gateway {Gateway} failed in a way that nobody foresaw")]
    private partial void LogBug(Exception bug, string gateway);
}
