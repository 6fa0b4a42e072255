namespace BudgetMesh.Mesh;

/// <summary>What is wrong at one place of a mesh file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Field">Path of the field, such as <c>scopes.acme/search.budgets[0].amount</c>; empty where it is the file itself.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record MeshFileProblem(int Line, int Column, string Field, string Message)
{
    /// <summary>As compilers write it: <c>12:7: scopes.acme.zone: unknown zone …</c></summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Line}:{Column}: {Field}{(Field.Length > 0 ? ": " : "")}{Message}");
}
