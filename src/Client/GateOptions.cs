using BudgetMesh.Lending;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BudgetMesh.Client;

/// <summary>How a gateway runs its gate.</summary>
public sealed record GateOptions
{
    /// <summary>Characters of <see cref="Name"/>; with the suffix of an incarnation it stays within what an incarnation may have.</summary>
    public const int NameLengthMax = Incarnation.LengthMax - 13;

    /// <summary>Names the gateway on receipts and in lists: 1 to <see cref="NameLengthMax"/> letters, digits, <c>- _ .</c>; unique where people are to tell gateways apart.</summary>
    public required string Name { get; init; }

    /// <summary>The silo's address, such as <c>http://localhost:5080</c>; for <see cref="Gate.ConnectAsync(GateOptions, CancellationToken)"/>.</summary>
    public Uri? Url { get; init; }

    /// <summary>A gateway key of that silo.</summary>
    public string? Key { get; init; }

    /// <summary>Scopes that this gateway serves: their slices are fetched on connecting, so that the first requests need not wait.</summary>
    public IReadOnlyList<ScopePath> Prefetch { get; init; } = [];

    /// <summary>How long <see cref="Gate.DecideAsync"/> waits for rights before it decides with what is here.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A sync without an answer for this long has failed; the same for plans. Receipts, for which nobody waits, get five times as long.</summary>
    public TimeSpan SyncTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long disposal waits for open holds to be settled.</summary>
    public TimeSpan DrainPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long disposal then waits until the silo has every receipt and knows what was given back: what is unsaid by then is never said.</summary>
    public TimeSpan FarewellPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many holds and receipts the gate keeps.</summary>
    public GateLimits Limits { get; init; } = new();

    /// <summary>Measures time and sets timers. Its wall clock is never read: dates come from the silo.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
