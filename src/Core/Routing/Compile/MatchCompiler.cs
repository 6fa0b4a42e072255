using System.Globalization;

namespace BudgetMesh.Routing;

/// <summary>The conditions of one rule.</summary>
internal static class MatchCompiler
{
    /// <summary>The conditions, as far as they make sense; what does not is reported.</summary>
    public static MatchPlan Compile(MatchConfig config, FieldPath at, ProblemList problems)
    {
        var over = Tokens(config.ContextOver, at.Field("context_over"), problems) ?? -1;
        var upTo = Tokens(config.ContextUpTo, at.Field("context_up_to"), problems) ?? Limits.TokensPerRequestMax;
        if (over >= upTo)
            problems.Add(at.Field(config.ContextUpTo is null ? "context_over" : "context_up_to"), string.Create(CultureInfo.InvariantCulture, $"nothing can match: no input has more than {over} and at most {upTo} tokens"));
        return new MatchPlan(
            Labels(config.Task, at.Field("task"), problems),
            Priorities(config.Priority, at.Field("priority"), problems),
            Labels(config.DataClass, at.Field("data_class"), problems),
            Labels(config.Caller, at.Field("caller"), problems),
            over, upTo);
    }

    private static LabelPatterns? Labels(IReadOnlyList<string>? patterns, FieldPath field, ProblemList problems)
    {
        if (patterns is null)
            return null;
        RequireAny(patterns, field, problems);
        foreach (var (index, pattern) in patterns.Index())
        {
            if (!IsPattern(pattern ?? ""))
                problems.Add(field.Item(index), $"nothing can match: \"{pattern}\" is no label; write at most {Limits.LabelLengthMax} lower-case letters, digits and - _ . / : @, with * at the end for anything");
        }

        return new LabelPatterns([.. patterns.Select(static pattern => pattern ?? "")]);
    }

    private static PriorityMask Priorities(IReadOnlyList<string>? words, FieldPath field, ProblemList problems)
    {
        if (words is null)
            return PriorityMask.All;
        RequireAny(words, field, problems);
        return PriorityMask.Of(words.Index().Select(word => NameText.Parse<Priority>(word.Item ?? "", "priority", field.Item(word.Index), problems) ?? default));
    }

    private static void RequireAny(IReadOnlyList<string> values, FieldPath field, ProblemList problems)
    {
        if (values.Count == 0)
            problems.Add(field, "nothing can match: write at least one value, or leave the condition out");
    }

    private static bool IsPattern(string text) => text == "*" || Label.IsValid(text.EndsWith('*') ? text[..^1] : text);

    private static long? Tokens(string? text, FieldPath field, ProblemList problems) =>
        text is null ? null : NumberText.Whole(text, 0, (int)Limits.TokensPerRequestMax, "a number of tokens", field, problems);
}
