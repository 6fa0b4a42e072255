using BudgetMesh.Grains;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo;

/// <summary>How a silo runs.</summary>
public sealed record SiloOptions
{
    /// <summary>Where the books are, in SQLite; no other process may use it meanwhile. Either this or <see cref="Postgres"/>.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The connection string of a PostgreSQL database, as Npgsql reads it: any number of silos may use it at once.</summary>
    public string? Postgres { get; init; }

    /// <summary>Where it listens; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:8080"];

    /// <summary>Lets anybody read <c>/metrics</c>, which names scopes and what they have left; otherwise admins.</summary>
    public bool HasOpenMetrics { get; init; }

    /// <summary>Time for owners, windows, keys and the store.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public OwnerOptions Owners { get; init; } = new();

    /// <summary>Who hosts the owners; null for Orleans where this build has it and no <see cref="Peers"/> are named, else this process. All silos of a database have the same.</summary>
    public OwnerEngine? Engine { get; init; }

    /// <summary>The cluster of Orleans that it joins; null for a silo that is in none.</summary>
    public SiloCluster? Cluster { get; init; }

    /// <summary>The silos with which it shares out the owners itself; null for a silo that is alone or in a cluster.</summary>
    public SiloPeers? Peers { get; init; }

    /// <summary>Where logs go; JSON lines on standard output when nothing is said.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = static logging => logging.AddJsonConsole(static json => json.UseUtcTimestamp = true);

    /// <summary>The engine that <see cref="Engine"/> comes to.</summary>
    public OwnerEngine EngineUsed => Engine ?? (SiloEngine.HasOrleans && Peers is null ? OwnerEngine.Orleans : OwnerEngine.Local);

    /// <summary>Why no silo can be started like this, and what would be right; null where one can.</summary>
    public string? Problem => this switch
    {
        { Cluster: not null, Postgres: null } => "a cluster shares its books in a PostgreSQL database: name one",
        { Peers: not null, Postgres: null } => "peers share their books in a PostgreSQL database: name one",
        { Peers: not null, Cluster: not null } or { Peers: not null, Engine: OwnerEngine.Orleans } => "Orleans places owners by itself: name either peers or the engine orleans",
        { Engine: OwnerEngine.Orleans } when !SiloEngine.HasOrleans =>
            "this build has no Orleans: build it with -p:Orleans=true, from package sources that have it (docs/decisions/0001-orleans-switch.md)",
        { Cluster: not null } when EngineUsed == OwnerEngine.Local => "a cluster is one of Orleans: name the engine orleans, in a build that has it",
        _ => Peers?.Problem,
    };
}
