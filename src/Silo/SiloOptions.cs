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

    /// <summary>The cluster that it joins, in which the engine places owners; null for a silo that is in none.</summary>
    public SiloCluster? Cluster { get; init; }

    /// <summary>The silos with which it shares out the owners itself; null for a silo that is alone or in a cluster.</summary>
    public SiloPeers? Peers { get; init; }

    /// <summary>Where logs go; JSON lines on standard output when nothing is said.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = static logging => logging.AddJsonConsole(static json => json.UseUtcTimestamp = true);
}
