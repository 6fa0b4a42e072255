using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using BudgetMesh.Routing;

namespace BudgetMesh.Mesh;

/// <summary>
/// The mesh file. Its fields are those of <see cref="MeshConfig"/> in snake_case, the same as in JSON: both are read and
/// written by way of <see cref="MeshJson"/>, so a field that is added there is a field of the file.
/// </summary>
public static class MeshFile
{
    /// <summary>Reads and validates a mesh file.</summary>
    /// <param name="yaml">One YAML document without anchors, aliases and tags.</param>
    /// <param name="config">The mesh as written, when there is no problem.</param>
    /// <param name="plan">The mesh as it can be in force, when there is no problem.</param>
    /// <param name="problems">
    /// Everything that is wrong, in the order of the file: all that is no field or of the wrong shape, else all that makes no
    /// sense, for a misspelt field would look like a missing one. A YAML error ends the reading.
    /// </param>
    public static bool TryRead(
        string yaml,
        [NotNullWhen(true)] out MeshConfig? config,
        [NotNullWhen(true)] out MeshPlan? plan,
        out IReadOnlyList<MeshFileProblem> problems)
    {
        (config, plan) = (null, null);
        var marks = new MarkMap();
        var tree = MeshFileReader.Read(yaml, marks, out var shapeProblems);
        if (shapeProblems.Count > 0)
        {
            problems = InFileOrder(shapeProblems);
            return false;
        }

        var written = tree.Deserialize(MeshJson.Default.MeshConfig) ?? new MeshConfig();
        if (!MeshPlan.TryCompile(written, out plan, out var planProblems))
        {
            problems = InFileOrder(planProblems.Select(problem => marks.Locate(FieldPath.Of(problem.Field), problem.Message)));
            return false;
        }

        config = written;
        problems = [];
        return true;
    }

    /// <summary>
    /// Where in a file that <see cref="TryRead"/> accepts problems stand that were found later, such as a deployment without a
    /// price; in the order of the file.
    /// </summary>
    public static IReadOnlyList<MeshFileProblem> Locate(string yaml, IEnumerable<MeshProblem> problems)
    {
        var marks = new MarkMap();
        MeshFileReader.Read(yaml, marks, out _);
        return InFileOrder(problems.Select(problem => marks.Locate(FieldPath.Of(problem.Field), problem.Message)));
    }

    /// <summary>The file that reads back as <paramref name="config"/>.</summary>
    public static string Write(MeshConfig config) =>
        MeshFileWriter.Write(JsonSerializer.SerializeToNode(config, MeshJson.Default.MeshConfig) ?? new JsonObject());

    private static IReadOnlyList<MeshFileProblem> InFileOrder(IEnumerable<MeshFileProblem> problems) =>
        [.. problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];
}
