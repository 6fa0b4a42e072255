using System.Collections.Concurrent;
using System.Security.Claims;
using BudgetMesh.Lending;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo;

/// <summary>The gateways that this silo has heard of lately, for people; the books know them all.</summary>
public sealed class GatewayRegistry(TimeProvider clock)
{
    /// <summary>A gateway that was silent this long is listed no more.</summary>
    public static readonly TimeSpan ListedFor = TimeSpan.FromHours(1);

    private const int ListedMax = 10_000;
    private readonly ConcurrentDictionary<string, HeardGateway> _heard = new(StringComparer.Ordinal);

    internal void Heard(SyncMessage message, ClaimsPrincipal key)
    {
        if (message.Incarnation.Length > Incarnation.LengthMax)
            return;
        var heard = new HeardGateway(message.Incarnation, key.Identity?.Name ?? "", clock.GetUtcNow(), 1, message.Scopes.Count, message.RoundTripUs);
        if (_heard.Count >= ListedMax)
            Forget();
        if (_heard.Count < ListedMax || _heard.ContainsKey(message.Incarnation))
            _heard.AddOrUpdate(message.Incarnation, heard, (_, before) => heard with { Syncs = before.Syncs + 1 });
    }

    /// <summary>Those heard last come first.</summary>
    public IReadOnlyList<HeardGateway> List()
    {
        Forget();
        return [.. _heard.Values.OrderByDescending(gateway => gateway.LastSyncAt)];
    }

    /// <summary>How many were heard within a time.</summary>
    internal int CountSince(TimeSpan time)
    {
        var since = clock.GetUtcNow() - time;
        return _heard.Values.Count(gateway => gateway.LastSyncAt >= since);
    }

    private void Forget()
    {
        var since = clock.GetUtcNow() - ListedFor;
        foreach (var (incarnation, gateway) in _heard)
        {
            if (gateway.LastSyncAt < since)
                _heard.TryRemove(new(incarnation, gateway));
        }
    }
}

/// <param name="Key">The id of the key it used.</param>
/// <param name="Syncs">Messages since this silo started.</param>
/// <param name="Scopes">Scopes in its last message.</param>
/// <param name="RoundTripUs">How long a sync takes, in microseconds, as the gateway measures it.</param>
public sealed record HeardGateway(string Incarnation, string Key, DateTimeOffset LastSyncAt, long Syncs, int Scopes, long RoundTripUs);
