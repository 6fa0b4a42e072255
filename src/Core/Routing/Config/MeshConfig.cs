using BudgetMesh.Pricing;

namespace BudgetMesh.Routing;

/// <summary>
/// The mesh as the operator wrote it: text where text was written, null where nothing was. <see cref="MeshPlan.TryCompile"/>
/// makes it a plan that can be in force.
/// </summary>
public sealed record MeshConfig
{
    public IReadOnlyList<DeploymentConfig>? Deployments { get; init; }

    /// <summary>By name. The one named <c>default</c> serves scopes that name none.</summary>
    public IReadOnlyDictionary<string, LadderConfig>? Ladders { get; init; }

    /// <summary>By scope path.</summary>
    public IReadOnlyDictionary<string, ScopeConfig>? Scopes { get; init; }

    /// <summary>Rules for every scope, after the scope's own and its ancestors'.</summary>
    public IReadOnlyList<PolicyConfig>? Policies { get; init; }

    /// <summary>Capacity of deployments that is kept for scopes.</summary>
    public IReadOnlyList<ReservationConfig>? Reservations { get; init; }

    public PricesConfig? Prices { get; init; }

    public DefaultsConfig? Defaults { get; init; }
}

/// <summary>Where prices come from.</summary>
public sealed record PricesConfig
{
    /// <summary>File name of a price book.</summary>
    public string? Book { get; init; }

    /// <summary>Prices that are written in the mesh itself; they win over the book's.</summary>
    public IReadOnlyList<PriceOverlayConfig>? Overlay { get; init; }
}
