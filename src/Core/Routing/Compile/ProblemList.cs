namespace BudgetMesh.Routing;

/// <summary>Collects what is wrong with a mesh, so that the operator sees all of it at once.</summary>
internal sealed class ProblemList
{
    private readonly List<MeshProblem> _problems = [];
    private readonly HashSet<MeshProblem> _known = [];

    public IReadOnlyList<MeshProblem> Problems => _problems;

    /// <summary>What is looked at several times, such as a pattern below each of its parents, is wrong once.</summary>
    public void Add(FieldPath field, string message)
    {
        var problem = new MeshProblem(field.ToString(), message);
        if (_known.Add(problem))
            _problems.Add(problem);
    }
}
