using BudgetMesh.Client;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.AspNetCore;

/// <summary>How an application runs its gate; from configuration or code. What is not set is as in <see cref="GateOptions"/>.</summary>
public sealed class BudgetMeshOptions
{
    private static readonly GateOptions Usual = new() { Name = "-" };

    /// <inheritdoc cref="GateOptions.Name"/>
    public string? Name { get; set; }

    /// <inheritdoc cref="GateOptions.Urls"/>
    public IList<string> Urls { get; } = [];

    /// <inheritdoc cref="GateOptions.Key"/>
    public string? Key { get; set; }

    /// <inheritdoc cref="GateOptions.Prefetch"/>
    public IList<string> Prefetch { get; } = [];

    /// <inheritdoc cref="GateOptions.Patience"/>
    public TimeSpan Patience { get; set; } = Usual.Patience;

    /// <inheritdoc cref="GateOptions.SyncTimeout"/>
    public TimeSpan SyncTimeout { get; set; } = Usual.SyncTimeout;

    /// <inheritdoc cref="GateOptions.DrainPatience"/>
    public TimeSpan DrainPatience { get; set; } = Usual.DrainPatience;

    /// <inheritdoc cref="GateOptions.FarewellPatience"/>
    public TimeSpan FarewellPatience { get; set; } = Usual.FarewellPatience;

    /// <inheritdoc cref="GateOptions.Journal"/>
    public string? Journal { get; set; }

    /// <inheritdoc cref="GateOptions.JournalWitness"/>
    public string? JournalWitness { get; set; }

    /// <summary>
    /// How long the application's start waits for the gate to be ready, so that its first requests are not refused. It starts all the
    /// same where that is over: a cluster that is away keeps nobody from starting.
    /// </summary>
    public TimeSpan StartPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Ways to silos other than HTTP; then neither <see cref="Urls"/> nor <see cref="Key"/> is needed. For code alone.</summary>
    public Func<IReadOnlyList<ISiloTransport>>? Transports { get; set; }

    /// <inheritdoc cref="GateOptions.Time"/>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Of options that were validated.</summary>
    internal GateOptions ToGate(ILogger logger) => new()
    {
        Name = Name!,
        Urls = [.. Urls.Select(static url => new Uri(url))],
        Key = Key,
        Prefetch = [.. Prefetch.Select(ScopePath.Parse)],
        Patience = Patience,
        SyncTimeout = SyncTimeout,
        DrainPatience = DrainPatience,
        FarewellPatience = FarewellPatience,
        Journal = Journal,
        JournalWitness = JournalWitness,
        Time = Time,
        Logger = logger,
    };
}
