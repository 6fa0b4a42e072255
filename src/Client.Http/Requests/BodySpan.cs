namespace BudgetMesh.Http;

/// <summary>Where a value stands in a body, in bytes.</summary>
internal readonly record struct BodySpan(int Start, int End)
{
    public int Length => End - Start;
}
