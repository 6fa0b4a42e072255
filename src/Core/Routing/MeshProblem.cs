namespace BudgetMesh.Routing;

/// <summary>Why a mesh cannot be in force: one sentence about one field.</summary>
/// <param name="Field">Where, as <see cref="FieldPath"/> writes it: <c>scopes.acme/search.budgets[0].amount</c>.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record MeshProblem(string Field, string Message)
{
    public override string ToString() => $"{Field}: {Message}";
}
