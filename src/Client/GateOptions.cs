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

    /// <summary>
    /// The addresses of silos, such as <c>http://localhost:5080</c>, in order of preference; for
    /// <see cref="Gate.ConnectAsync(GateOptions, CancellationToken)"/>. Silos of one store are all the same to a gate: it talks to one
    /// at a time, leaves it for the next when a call fails or gets no answer in time, and goes back to an earlier one when that
    /// answers again, after a minute or so.
    /// </summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [];

    /// <summary>A gateway key of these silos.</summary>
    public string? Key { get; init; }

    /// <summary>Scopes that this gateway serves: their slices are fetched on connecting, so that the first requests need not wait.</summary>
    public IReadOnlyList<ScopePath> Prefetch { get; init; } = [];

    /// <summary>How long <see cref="Gate.DecideAsync"/> waits for rights before it decides with what is here.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A sync without an answer for this long has failed, and the silo is left where there is another; the same for plans. Receipts, for which nobody waits, get five times as long; for limits it is measured (<see cref="Rates.RateRules.AnswerMost"/> at most).</summary>
    public TimeSpan SyncTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long disposal waits for open holds to be settled.</summary>
    public TimeSpan DrainPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long disposal then waits until the silo has every receipt and knows what was given back: what is unsaid by then is never said.</summary>
    public TimeSpan FarewellPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A directory on a local disk where the gate keeps its journal, its own and no other gateway's; null for none. If the process is
    /// killed, the next one at the same directory says its last word, so that all but a block of what it had free comes back.
    /// It takes <see cref="Limits"/> times a kilobyte: some 100 MiB.
    /// </summary>
    public string? Journal { get; init; }

    /// <summary>
    /// A directory in memory (tmpfs) that outlives this process but not the boot of the machine, for the witness that tells the
    /// journal from an old copy of it; null for <c>/dev/shm</c>, where there is one. A container that is restarted alone keeps a
    /// volume in memory and not its own <c>/dev/shm</c>. Without a witness a kill forfeits as without a journal.
    /// </summary>
    public string? JournalWitness { get; init; }

    /// <summary>How many holds and receipts the gate keeps.</summary>
    public GateLimits Limits { get; init; } = new();

    /// <summary>Measures time and sets timers. Its wall clock is never read: dates come from the silo.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
