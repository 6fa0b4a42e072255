using System.Net;

namespace BudgetMesh.Silo;

/// <summary>How silos on several machines become one cluster: they find each other in the database of the books (<see cref="SiloOptions.Postgres"/>). Of Orleans alone.</summary>
public sealed record SiloCluster
{
    /// <summary>Silos of the same id are one cluster.</summary>
    public string Id { get; init; } = "budgetmesh";

    /// <summary>Where the other silos reach this one. Of this machine alone by default.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Where silos talk to this one; every silo of a machine needs its own. 0 takes a free one.</summary>
    public int SiloPort { get; init; } = 11_111;

    /// <summary>Where clients of Orleans connect; 0 for nowhere.</summary>
    public int GatewayPort { get; init; }
}
