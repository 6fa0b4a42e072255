using BudgetMesh.Routing;

namespace BudgetMesh.Grains;

/// <summary>A mesh or price list that cannot be in force, with everything that is wrong with it. Nothing was changed.</summary>
public sealed class PlanRefusedException(string message, IReadOnlyList<MeshProblem> problems) : Exception(message)
{
    public IReadOnlyList<MeshProblem> Problems { get; } = problems;
}
