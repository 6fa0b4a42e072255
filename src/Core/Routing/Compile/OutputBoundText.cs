namespace BudgetMesh.Routing;

/// <summary>An output bound as operators write it: a number of tokens, or <c>learned</c>.</summary>
internal static class OutputBoundText
{
    private const string Learned = "learned";

    /// <summary>What is written, each null where it says nothing of it; a problem is reported and says nothing.</summary>
    public static (int? Tokens, bool? Learns) Read(string? text, FieldPath field, ProblemList problems) => text switch
    {
        null => (null, null),
        Learned => (null, true),
        _ when NumberText.Whole(text, 1, (int)Limits.TokensPerRequestMax, $"{Learned} or a number of output tokens", field, problems) is { } tokens => (tokens, false),
        _ => (null, null),
    };
}
