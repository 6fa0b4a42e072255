using System.Text.Json;

namespace BudgetMesh.Pricing;

/// <summary>Sums what the mappings of one extractor find; nothing negative, broken or absurd gets in.</summary>
internal ref struct UsageTally
{
    private TokenUsage _usage;

    public readonly TokenUsage Usage => _usage;

    public bool TryAdd(UsageMapping mapping, JsonElement number, out string problem)
    {
        problem = "";
        if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out var count))
            problem = $"{mapping.Path} is {Shown(number)}, not a whole number";
        else if (count < 0)
            problem = $"{mapping.Path} is negative: {count}";
        else if (mapping.TokenClass is { } tokenClass)
            AddTokens(tokenClass, count, ref problem);
        else if (count > Limits.WebSearchesPerRequestMax - _usage.WebSearches)
            problem = $"web searches are absurdly many: more than {Limits.WebSearchesPerRequestMax}";
        else
            _usage = _usage with { WebSearches = _usage.WebSearches + count };
        return problem.Length == 0;
    }

    private void AddTokens(TokenClass tokenClass, long count, ref string problem)
    {
        if (count > Limits.TokensPerRequestMax - _usage[tokenClass].Value)
            problem = $"{TokenClasses.Name(tokenClass)} tokens are absurdly many: more than {Limits.TokensPerRequestMax}";
        else
            _usage = _usage.With(tokenClass, new TokenCount(_usage[tokenClass].Value + count));
    }

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 40 ? text : $"{text[..40]}…";
    }
}
