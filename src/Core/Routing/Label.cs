using System.Buffers;

namespace BudgetMesh.Routing;

/// <summary>
/// What a client says of its request for policies to match: a task, a data class, a caller. Lower case only, so that no two
/// spellings name one data class and one of them slips past its boundary.
/// </summary>
public static class Label
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_./:@");

    /// <summary>True for 1 to <see cref="Limits.LabelLengthMax"/> lower-case letters, digits and <c>- _ . / : @</c>. Allocates nothing.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= Limits.LabelLengthMax && !text.AsSpan().ContainsAnyExcept(Letters);

    /// <summary>True where every label that the request states is valid.</summary>
    internal static bool AreValid(in Request request) =>
        IsNullOrValid(request.Task) && IsNullOrValid(request.DataClass) && IsNullOrValid(request.Caller) && (uint)(request.Priority + 1) <= 2;

    private static bool IsNullOrValid(string? label) => label is null || IsValid(label);
}
