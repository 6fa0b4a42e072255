namespace BudgetMesh.Routing;

/// <summary>One callable model endpoint of a provider.</summary>
/// <param name="Index">Its place among the deployments of its mesh, from 0: an index into what others keep per deployment.</param>
/// <param name="Id"><c>provider/model</c>, unique in the mesh.</param>
/// <param name="Provider">Who is paid, by the name that the price book knows.</param>
/// <param name="Model">By the name that the provider and the price book know.</param>
/// <param name="Tier">What it is good for.</param>
/// <param name="ApiFlavor">How the provider reports usage; null where it has only one way.</param>
public sealed record DeploymentPlan(int Index, string Id, string Provider, string Model, Tier Tier, string? ApiFlavor);
