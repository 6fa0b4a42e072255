namespace BudgetMesh.Routing;

/// <summary>Collects what is wrong with a mesh, so that the operator sees all of it at once.</summary>
internal sealed class ProblemList
{
    private readonly List<MeshProblem> _problems = [];

    public IReadOnlyList<MeshProblem> Problems => _problems;

    public void Add(FieldPath field, string message) => _problems.Add(new MeshProblem(field.ToString(), message));
}
