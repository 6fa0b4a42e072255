using BudgetMesh.Mesh;
using BudgetMesh.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BudgetMesh.Silo;

/// <summary>Refusals as <c>application/problem+json</c>: what is wrong and what would be right.</summary>
internal static class ApiProblem
{
    public static ProblemHttpResult Of(int status, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title);

    public static ProblemHttpResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, "Not found", detail);

    public static ProblemHttpResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, "Conflict", detail);

    /// <summary>With an entry for each thing that is wrong: line and column from 1, field, message.</summary>
    public static ProblemHttpResult Invalid(string title, IReadOnlyList<MeshFileProblem> problems) =>
        Invalid(
            title, problems[0].ToString(),
            problems.Select(static problem => new ProblemEntry(problem.Line, problem.Column, problem.Field, problem.Message)));

    /// <summary>The same without places in a file.</summary>
    public static ProblemHttpResult Invalid(string title, IReadOnlyList<MeshProblem> problems) =>
        Invalid(title, problems[0].ToString(), problems.Select(static problem => new ProblemEntry(null, null, problem.Field, problem.Message)));

    private static ProblemHttpResult Invalid(string title, string first, IEnumerable<ProblemEntry> entries) =>
        TypedResults.Problem(
            first, statusCode: StatusCodes.Status422UnprocessableEntity, title: title,
            extensions: new Dictionary<string, object?> { ["errors"] = entries.ToArray() });
}

/// <param name="Line">From 1; null where there is no file.</param>
/// <param name="Column">From 1, likewise.</param>
internal sealed record ProblemEntry(int? Line, int? Column, string Field, string Message);
