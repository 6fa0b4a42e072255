using System.Collections.Immutable;
using BudgetMesh.Capacity;
using BudgetMesh.Rates;

namespace BudgetMesh.Routing;

/// <summary>One callable model endpoint of a provider.</summary>
/// <param name="Index">Its place among the deployments of its mesh, from 0: an index into what others keep per deployment.</param>
/// <param name="Id"><c>provider/model</c> or <c>provider/model@region</c>, unique in the mesh.</param>
/// <param name="Provider">Who is paid, by the name that the price book knows.</param>
/// <param name="Model">By the name that the provider and the price book know; deployments of the same model can stand in for each other.</param>
/// <param name="Tier">What it is good for.</param>
/// <param name="ApiFlavor">How the provider reports usage; null where it has only one way.</param>
public sealed record DeploymentPlan(int Index, string Id, string Provider, string Model, Tier Tier, string? ApiFlavor)
{
    /// <summary>Where its data stays; null where nobody says.</summary>
    public string? Region { get; init; }

    /// <summary>What it can take; empty where nobody says. At most <see cref="Limits.LimitsPerOwnerMax"/>.</summary>
    public ImmutableArray<LimitPlan> Capacity { get; init; } = [];

    /// <summary>Parts of <see cref="Capacity"/> that are kept for scopes: never more at a time than there is.</summary>
    public ImmutableArray<ReservationPlan> Reservations { get; init; } = [];
}
