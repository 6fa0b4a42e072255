using BudgetMesh.Replay;
using BudgetMesh.Routing;

namespace BudgetMesh.Cli;

/// <summary>The reservations of a mesh as a replay measures them.</summary>
internal static class ReservedRates
{
    /// <summary>The first of a rate, in the order of the deployments; null where there is none.</summary>
    public static ReservedRate? First(MeshPlan plan) => null;
}
