using BudgetMesh.Routing;
using YamlDotNet.Core;

namespace BudgetMesh.Mesh;

/// <summary>Where each field of a mesh file stands.</summary>
internal sealed class MarkMap
{
    private readonly Dictionary<string, Mark> _marks = new(StringComparer.Ordinal);

    public void Add(FieldPath field, Mark mark) => _marks[field.ToString()] = mark;

    /// <summary>A problem at the field's place or, where the field is missing, at the place of what it is missing from.</summary>
    public MeshFileProblem Locate(FieldPath field, string message)
    {
        for (FieldPath? at = field; at is { } path; at = path.Parent)
        {
            if (_marks.TryGetValue(path.ToString(), out var mark))
                return Problem(mark, field, message);
        }

        return new MeshFileProblem(1, 1, field.ToString(), message);
    }

    public static MeshFileProblem Problem(Mark mark, FieldPath field, string message) =>
        new((int)Math.Max(mark.Line, 1), (int)Math.Max(mark.Column, 1), field.ToString(), message);
}
