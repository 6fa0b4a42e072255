using BudgetMesh.Routing;

namespace BudgetMesh.Wire;

/// <summary>Silo → gateway: one version of the mesh.</summary>
public sealed record PlanDocument(long Version, MeshConfig Mesh);

/// <summary>Which notice a silo pushes to its gates.</summary>
/// <param name="Kind">
/// <c>recall</c>: sync this scope now, or all that there is where none is named; <c>rates_recall</c>: ask the owner of these limits now; <c>plan</c>: a new mesh or price book
/// is in force.
/// </param>
/// <param name="Scope">The scope to sync, or whose limits to ask for; else null.</param>
public sealed record Notice(string Kind, string? Scope)
{
    /// <summary>The deployment whose capacity to ask for; else null.</summary>
    public string? Deployment { get; init; }
}

/// <summary>The values of <see cref="Notice.Kind"/>.</summary>
public static class NoticeKinds
{
    public const string Recall = "recall";
    public const string RatesRecall = "rates_recall";
    public const string Plan = "plan";
}
