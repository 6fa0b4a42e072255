using BudgetMesh.Routing;

namespace BudgetMesh.Wire;

/// <summary>Silo → gateway: one version of the mesh.</summary>
public sealed record PlanDocument(long Version, MeshConfig Mesh);

/// <summary>Which notice a silo pushes to its gates.</summary>
/// <param name="Kind"><c>recall</c>: sync this scope now; <c>plan</c>: a new mesh or price book is in force.</param>
public sealed record Notice(string Kind, string? Scope);

/// <summary>The values of <see cref="Notice.Kind"/>.</summary>
public static class NoticeKinds
{
    public const string Recall = "recall";
    public const string Plan = "plan";
}
